//! Two of a team push from the same state: one is taken, the other is told so, and nothing is replaced unseen.
use super::forge::Forge;
use super::post::{Push, Refs, push};
use crate::harness::stories;

const PATH: &str = "/git/wazi/blue/jumla.git";
/// A line of the receipt, and the sentence for whoever came second.
const TAKEN: &str = "ubunifu-receipt:";
const SECOND: &str = "Another push of your team came first";

/// A commit with this message, as a push that believes the refs stand as `seen` says.
fn body(message: &str, seen: &Refs) -> Vec<u8> {
    let mut forge = Forge::new();
    let tree = forge.with(&[]);
    let commit = forge.commit_of(tree, &[], message);
    Push::main(commit, forge.pack()).body(seen)
}

stories! {
    fn whoever_saw_an_older_state_replaces_nothing(house) {
        house.with_jumla();
        let ada = house.student("ada");
        ada.makes_team("Blue");
        let before = Refs::of(&ada, PATH);
        assert!(push(&ada, PATH, body("first", &before)).contains(TAKEN));
        let told = push(&ada, PATH, body("second", &before));
        assert!(told.contains(SECOND) && !told.contains(TAKEN), "{told}");
        assert_eq!(house.count("submission"), 1);
        // After a fetch it is taken, and both are kept.
        assert!(push(&ada, PATH, body("second", &Refs::of(&ada, PATH))).contains(TAKEN));
        assert_eq!(house.count("submission"), 2);
    }

    fn of_pushes_at_one_moment_one_is_taken(house) {
        house.with_jumla();
        let ada = house.student("ada");
        ada.makes_team("Blue");
        for round in 1..=4 {
            let seen = Refs::of(&ada, PATH);
            let told: Vec<String> = std::thread::scope(|scope| {
                let pushes = ["a", "b", "c"].map(|name| {
                    let (ada, body) = (&ada, body(&format!("{name} {round}"), &seen));
                    scope.spawn(move || push(ada, PATH, body))
                });
                pushes.into_iter().map(|thread| thread.join().unwrap()).collect()
            });
            let taken = told.iter().filter(|told| told.contains(TAKEN)).count();
            let second = told.iter().filter(|told| told.contains(SECOND)).count();
            assert_eq!((taken, second), (1, 2), "{told:#?}");
            assert_eq!(house.count("submission"), round);
        }
    }
}
