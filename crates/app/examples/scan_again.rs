//! What a second scan costs: `scan_again CACHE SBOM FEED…` writes every finding as a line of JSON, and how many components were judged to stderr.

use std::{
    io::{BufWriter, Write as _},
    path::PathBuf,
};

use app::{
    kept_verdicts::Verdicts,
    knowledge_cache,
    statements::Stated,
    vulnerability_scan::{Answer, Sheet, scan_again},
};
use domain::{advisories::Verdict, time::Timestamp};
use matching::vulnerability::{Coverage, Knowledge};

struct Lines<'k> {
    knowledge: &'k Knowledge,
    page: Vec<u8>,
    out: BufWriter<std::io::Stdout>,
    judged: usize,
}

impl<'k> Sheet<'k> for Lines<'k> {
    fn answer(&mut self, answer: &Answer<'_, 'k>) {
        self.judged += 1;
        for judged in answer.judged {
            if matches!(judged.verdict, Verdict::Affected | Verdict::Unknown) {
                let told = self.knowledge.explain(answer.subject, judged);
                drop(serde_json::to_writer(&mut self.page, &(answer.file, &told)));
                self.page.push(b'\n');
            }
        }
    }

    fn page(&mut self) -> Option<Vec<u8>> {
        let page = std::mem::take(&mut self.page);
        self.out.write_all(&page).ok().map(|()| page)
    }

    fn again(&mut self, page: &[u8]) -> bool {
        self.out.write_all(page).is_ok()
    }
}

fn main() {
    let mut paths = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(cache), Some(sboms)) = (paths.next(), paths.next()) else {
        return println!("scan_again CACHE SBOM FEED…");
    };
    let feeds: Vec<PathBuf> = paths.collect();
    let Ok(packed) = knowledge_cache::load(&feeds, Some(&cache), &mut |_| {}) else {
        return println!("no feed was read");
    };
    let coverage = Coverage::of(&packed.knowledge, Timestamp::from_parts(1_795_305_600, 0), 30);
    let verdicts = Verdicts::open(&cache, "lines", packed.edition, false);
    let out = BufWriter::new(std::io::stdout());
    let mut lines = Lines { knowledge: &packed.knowledge, page: Vec::new(), out, judged: 0 };
    let scanned =
        scan_again((&packed.knowledge, &coverage), &Stated::default(), &[sboms], Some(verdicts), &mut lines);
    eprintln!("{} judged, {:?}", lines.judged, scanned.map(|(totals, _)| totals.components));
}
