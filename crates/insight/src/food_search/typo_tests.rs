use super::distance;

#[test]
fn one_edit_of_each_kind_and_a_swap_cost_one() {
    for (typed, meant) in [("brocoli", "broccoli"), ("salmno", "salmon"), ("lentels", "lentils"), ("appple", "apple")] {
        assert_eq!(distance(typed.as_bytes(), meant.as_bytes(), 1, false), Some(1.0), "{typed}");
    }
}

#[test]
fn more_edits_than_allowed_are_no_match() {
    assert_eq!(distance(b"bred", b"bacon", 1, false), None);
    assert_eq!(distance(b"cauliflour", b"cauliflower", 1, false), None);
    assert_eq!(distance(b"cauliflour", b"cauliflower", 2, false), Some(2.0));
}

#[test]
fn a_beginning_matches_only_while_typing_and_costs_more_than_a_whole_word() {
    assert_eq!(distance(b"brocol", b"broccoli", 1, false), None);
    assert_eq!(distance(b"brocol", b"broccoli", 1, true), Some(1.4));
    assert_eq!(distance(b"tuna", b"tuna", 1, true), Some(0.0));
}
