//! Against GnuPG: keys and signatures that it made, and what it said of them (fixtures/openpgp, made once by its script).

use super::*;

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/openpgp");
/// The day of which GnuPG's verdicts are: 2026-11-22.
const NOW: i64 = 1_795_305_600;

/// Where we say something else than GnuPG, and why.
const OTHERWISE: &[(&str, bool, &str)] = &[
    ("expired-in-time.sig", true, "the key was good on the day of the signature"),
    ("later.sig", true, "the key was good on the day of the signature"),
    ("p521.sig", false, "ring has no P-521"),
    ("sha1.sig", false, "SHA-1"),
    ("sha224.sig", false, "no publisher uses it"),
    ("text.sig", false, "of a text with other ends of lines, which is not the file"),
];

fn file(name: &str) -> Vec<u8> {
    std::fs::read(format!("{FIXTURES}/{name}")).unwrap()
}

fn verdicts() -> Vec<(String, bool)> {
    let text = String::from_utf8(file("verdicts.tsv")).unwrap();
    let row = |line: &str| {
        let (name, said) = line.split_once('\t').unwrap();
        (name.to_owned(), said.split(' ').all(|word| word == "GOODSIG"))
    };
    text.lines().map(row).collect()
}

#[test]
fn every_verdict_is_that_of_gnupg_or_has_a_reason() {
    let keys = Keys::read(&file("everybody.key")).unwrap();
    let document = file("document.txt");
    let verdicts = verdicts();
    assert_eq!(verdicts.len(), 28);
    for (name, good) in verdicts {
        let expected = OTHERWISE.iter().find(|(other, ..)| *other == name).map_or(good, |(_, ours, _)| *ours);
        let outcome = keys.check(&document, &file(&name), NOW);
        assert_eq!(outcome.is_ok(), expected, "{name}: {outcome:?}");
        assert!(keys.check(b"another text", &file(&name), NOW).is_err(), "{name}");
    }
}

#[test]
fn each_key_alone_in_armour_and_nobody_for_another() {
    let document = file("document.txt");
    let names = ["rsa3072", "rsa2048", "ed25519", "p256", "p384", "subkey", "renewed", "named"];
    for key in names {
        let keys = Keys::read(&file(&format!("{key}.key.asc"))).unwrap();
        for signer in names {
            let outcome = keys.check(&document, &file(&format!("{signer}.sig")), NOW);
            let expected = if key == signer { Ok(()) } else { Err(Trouble::NoKey) };
            assert_eq!(outcome, expected, "{key} {signer}");
        }
    }
}

#[test]
fn malformed_packets_are_no_signatures() {
    let keys = Keys::read(&file("everybody.key")).unwrap();
    let (document, good) = (file("document.txt"), file("rsa3072.sig"));
    let body = packet::packets(&good).remove(0).body.to_vec();
    let framed = |tag: u8, body: &[u8]| {
        let length = u32::try_from(body.len()).unwrap().to_be_bytes();
        [&[0xc0 | tag, 255][..], &length, body].concat()
    };
    assert_eq!(keys.check(&document, &framed(2, &body), NOW), Ok(()), "framed anew");
    let changed = |at: usize, to: u8| {
        let mut body = body.clone();
        body[at] = to;
        framed(2, &body)
    };
    // RFC 9580: sections 4.2 (framing), 5.2.3 (fields), 5.2.3.7 (subpackets), 9.5 (hashes), 9.1 (algorithms).
    for (what, bytes) in [
        ("no packet", Vec::new()),
        ("a packet that is none (bit 7)", [&[0x42][..], &body].concat()),
        ("indeterminate length", [&[0x8b][..], &body].concat()),
        ("partial length", [&[0xc2, 0xe4][..], &body].concat()),
        ("longer than the file", [&[0xc2, 255, 0xff, 0xff, 0xff, 0xff][..], &body].concat()),
        ("another kind of packet", framed(13, &body)),
        ("version 3", changed(0, 3)),
        ("version 5", changed(0, 5)),
        ("version 6 in the form of 4", changed(0, 6)),
        ("of a certification", changed(1, 0x10)),
        ("of a text", changed(1, 0x01)),
        ("another algorithm", changed(2, 22)),
        ("an algorithm that is none", changed(2, 99)),
        ("another hash", changed(3, 8)),
        ("MD5", changed(3, 1)),
        ("a hash that is none", changed(3, 99)),
        ("hashed subpackets beyond the end", changed(4, 0xff)),
        ("hashed subpackets of other length", changed(5, body[5] - 1)),
        ("a subpacket of no length", changed(6, 0)),
        ("a subpacket beyond the hashed ones", changed(6, 200)),
        ("without its numbers", framed(2, &body[..body.len() - 300])),
        ("a number of no bits", framed(2, &[&body[..body.len() - 386][..], &[0, 0]].concat())),
    ] {
        assert!(keys.check(&document, &bytes, NOW).is_err(), "{what}");
    }
    let twice = [framed(2, &changed(3, 99)[6..]), good].concat();
    assert_eq!(keys.check(&document, &twice, NOW), Ok(()), "a bad one before a good one");
}
