//! Tables read: whole, broken, built in, and as SSVC itself has them.

use super::*;

fn table(mapping: &str) -> Result<DecisionTable, DecisionTableError> {
    DecisionTable::read(&format!(
        r#"{{"namespace":"x","key":"T","version":"1.0.0","name":"t","outcome":"x:O:1.0.0","decision_points":{{
        "x:B:1.0.0":{{"key":"B","name":"Big","values":[{{"key":"N","name":"No"}},{{"key":"Y","name":"Yes"}}]}},
        "x:A:1.0.0":{{"key":"A","name":"Alive","values":[{{"key":"N","name":"No"}}]}},
        "x:O:1.0.0":{{"key":"O","name":"Out","values":[{{"key":"L","name":"Low"}},{{"key":"H","name":"High"}}]}}}},
        "mapping":[{mapping}]}}"#
    ))
}

fn row(big: &str, outcome: &str) -> String {
    format!(r#"{{"x:B:1.0.0":"{big}","x:A:1.0.0":"N","x:O:1.0.0":"{outcome}"}}"#)
}

#[test]
fn a_table_is_taken_whole_or_not_at_all() {
    let whole = table(&format!("{},{}", row("N", "L"), row("Y", "H"))).unwrap();
    assert_eq!(whole.points.iter().map(|point| point.key.as_str()).collect::<Vec<_>>(), ["B", "A"]);
    assert_eq!(
        (whole.outcome_of(&[1, 0]), whole.outcome_of(&[1, 1]), whole.outcome_of(&[1])),
        (Some(1), None, None)
    );
    for (mapping, problem) in [
        (row("N", "L"), "1 combinations have no outcome, the first is B:Y, A:N"),
        (format!("{},{}", row("N", "L"), row("N", "H")), "row 2: B:N, A:N is there twice"),
        (row("Q", "L"), "row 1: `x:B:1.0.0` has no answer `Q`"),
        (r#"{"x:B:1.0.0":"N"}"#.to_owned(), "row 1: `x:A:1.0.0` is missing"),
    ] {
        assert_eq!(table(&mapping).unwrap_err().to_string(), problem);
    }
    assert!(matches!(DecisionTable::read("{}"), Err(DecisionTableError::Shape(_))));
    let falling = table(&format!("{},{}", row("N", "H"), row("Y", "L"))).unwrap();
    assert_eq!(falling.unsteady(), ["B:N, A:N and B:Y, A:N"]);
}

#[test]
fn built_in_tables_are_whole_and_steady() {
    let tables = DecisionTables::new();
    for (name, size) in [("medical", 216), ("cisa", 36), ("deployer", 72)] {
        let table = tables.named(name).unwrap_or_else(|| panic!("{name} was not read"));
        assert_eq!(table.size(), size);
        assert_eq!(table.unsteady(), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn questions_and_answers_in_every_spelling() {
    let tables = DecisionTables::new();
    let exploitation = tables.named("cisa").unwrap().points.first().unwrap();
    for name in ["E", "ssvc:E:1.1.0", "ssvc:E", "exploitation", "Exploitation"] {
        assert!(exploitation.is_called(name), "{name}");
    }
    for (text, expected) in
        [("A", Some(2)), ("Active", Some(2)), ("PoC", Some(1)), ("public poc", Some(1)), ("often", None)]
    {
        assert_eq!(exploitation.answer(text), expected, "{text}");
    }
    let human = tables.named("deployer").unwrap().points.last().unwrap();
    assert_eq!((human.answer("high"), human.answer("very high")), (Some(2), Some(3)));
    let technical = tables.named("cisa").unwrap().points.get(2).unwrap();
    assert!(technical.is_called("technicalImpact"));
}

#[test]
fn tables_of_ssvc_itself_say_the_same() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/advisories/ssvc/data/csv");
    let tables = DecisionTables::new();
    for (name, file) in [
        ("cisa", "cisa/cisa_coordinator_2_0_3.csv"),
        ("deployer", "ssvc/deployer_patch_application_priority_1_0_0.csv"),
    ] {
        let Ok(text) = std::fs::read_to_string(format!("{folder}/{file}")) else {
            println!("skipped: no {file}");
            continue;
        };
        let table = tables.named(name).unwrap();
        let mut rows = 0;
        for record in csv::Reader::from_reader(text.as_bytes()).records() {
            let record = record.unwrap();
            let cells: Vec<&str> = record.iter().skip(1).collect();
            let (outcome, answers) = cells.split_last().unwrap();
            let choices: Vec<usize> =
                answers.iter().zip(&table.points).map(|(cell, point)| point.answer(cell).unwrap()).collect();
            assert_eq!(table.outcome_of(&choices), table.outcome.answer(outcome), "{name} {cells:?}");
            rows += 1;
        }
        assert_eq!(rows, table.size());
    }
}

proptest::proptest! {
    #[test]
    fn any_text_is_read_without_panic(cut in 0_usize..9000, with in proptest::char::any()) {
        let mut text: String = include_str!("../../../../signatures/ssvc/cisa.json").chars().take(cut).collect();
        text.push(with);
        let _ = DecisionTable::read(&text);
    }
}
