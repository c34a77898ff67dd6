//! Tables walked: outcomes, unknown answers, foreign ones.

use knowledge::Knowledge;
use proptest::prelude::*;

use super::*;

fn decide(table: &str, given: &[(&str, &str)]) -> Decided {
    let knowledge = Knowledge::built_in();
    let given: Vec<Given<'_>> =
        given.iter().map(|(point, answer)| Given { point, answer: Some(answer) }).collect();
    evaluate(knowledge.decision_tables.named(table).unwrap(), &knowledge.decision_words, &given).unwrap()
}

#[test]
fn outcomes_of_each_table() {
    for (table, given, outcome) in [
        ("cisa", &[("E", "active"), ("A", "yes"), ("TI", "total"), ("MWI", "high")][..], "AC"),
        (
            "cisa",
            &[("exploitation", "none"), ("automatable", "no"), ("technicalImpact", "total"), ("MWI", "H")],
            "T*",
        ),
        ("deployer", &[("E", "A"), ("EXP", "O"), ("A", "Y"), ("HI", "VH")], "I"),
        (
            "medical",
            &[("E", "active"), ("EXP", "open"), ("PE", "critical"), ("CS", "yes"), ("IM", "no")],
            "N",
        ),
        ("medical", &[("E", "none"), ("EXP", "small"), ("PE", "none"), ("CS", "no"), ("IM", "yes")], "W"),
        (
            "medical",
            &[("E", "poc"), ("EXP", "controlled"), ("PE", "serious"), ("CS", "no"), ("IM", "yes")],
            "P",
        ),
        (
            "medical",
            &[("E", "poc"), ("EXP", "controlled"), ("PE", "serious"), ("CS", "no"), ("IM", "no")],
            "S",
        ),
    ] {
        let decided = decide(table, given);
        assert_eq!((&*decided.outcome.key, &*decided.at_least.key), (outcome, outcome), "{given:?}");
    }
}

#[test]
fn what_is_unknown_is_supposed_at_its_worst_and_asked() {
    let decided = decide("medical", &[("E", "none"), ("PE", "serious"), ("CS", "no"), ("IM", "不明")]);
    assert_eq!((decided.outcome.key.as_str(), decided.at_least.key.as_str()), ("S", "P"));
    assert_eq!(decided.unknown, ["EXP", "IM"]);
    let first = decided.alternatives.first().unwrap();
    assert_eq!(
        first.sentence.ja,
        "「届きやすさ（露出）」が「狭い」と分かれば、「今週」ではなく「計画的に」になります。"
    );
    assert_eq!(
        first.sentence.en,
        "If exposure were known to be \"small\", it would be \"planned\" instead of \"this week\"."
    );
    let supposed: Vec<&str> =
        decided.path.iter().filter(|step| step.unknown).map(|step| step.answer.as_str()).collect();
    assert_eq!(supposed, ["O", "N"]);
}

#[test]
fn foreign_questions_and_answers_are_told() {
    let knowledge = Knowledge::built_in();
    let table = knowledge.decision_tables.named("medical").unwrap();
    for (point, answer, problem) in [
        ("colour", "red", "the table has no question `colour`"),
        ("E", "often", "`Exploitation` has no answer `often`; there are None, Public PoC, Active"),
    ] {
        let given = [Given { point, answer: Some(answer) }];
        let error = evaluate(table, &knowledge.decision_words, &given).unwrap_err();
        assert_eq!(error.to_string(), problem);
    }
    let twice = ["none", "active"].map(|answer| Given { point: "E", answer: Some(answer) });
    assert!(matches!(evaluate(table, &knowledge.decision_words, &twice), Err(NotAsked::Twice(_))));
}

proptest! {
    #[test]
    fn forgetting_an_answer_never_makes_it_less_urgent(
        answers in [0_usize..3, 0..3, 0..4, 0..3, 0..2],
        forgotten in 0_usize..5,
    ) {
        let knowledge = Knowledge::built_in();
        let table = knowledge.decision_tables.named("medical").unwrap();
        let all: Vec<(String, String)> = table.points.iter().zip(answers)
            .map(|(point, at)| (point.id.clone(), point.values[at].key.clone())).collect();
        let all: Vec<Given<'_>> =
            all.iter().map(|(point, answer)| Given { point, answer: Some(answer) }).collect();
        let mut fewer = all.clone();
        fewer.remove(forgotten);
        let words = &knowledge.decision_words;
        let whole = evaluate(table, words, &all).unwrap();
        let part = evaluate(table, words, &fewer).unwrap();
        prop_assert!(part.outcome.rank >= whole.outcome.rank);
        prop_assert!(part.at_least.rank <= whole.outcome.rank);
    }
}
