//! Organizations, members, teams and the invitations into them.
use serde_json::json;

use crate::harness::stories;

stories! {
    /// Operator, coordinator and student: each makes what is theirs, through the API alone.
    fn from_organization_to_student_through_the_api(house) {
        let operator = house.operator();
        let body = json!({"slug": "udom", "name": "Chuo Kikuu", "kind": "university"});
        operator.post("/v1/organizations", &body).is(201);
        assert_eq!(operator.post("/v1/organizations", &body).code(), "organization.slug-taken");
        let made = operator.post("/v1/organizations/udom/members", &json!({"name": "Juma", "role": "coordinator"})).is(201);
        let juma = house.stranger("juma").with_token(made["token"].as_str().unwrap());
        let made = juma.post("/v1/organizations/udom/members", &json!({"name": "Amina", "role": "student"})).is(201);
        let amina = house.stranger("amina").with_token(made["token"].as_str().unwrap());
        assert_eq!(amina.get("/v1/whoami").is(200)["organization"], "udom");

        assert_eq!(juma.post("/v1/organizations/udom/members", &json!({"name": "X", "role": "author"})).code(), "auth.forbidden");
        assert_eq!(amina.post("/v1/organizations", &body).code(), "auth.forbidden");
    }

    /// Ada invites; Bob, who has no account, joins with the code and can submit at once.
    fn an_invitation_makes_a_member(house) {
        house.with_jumla();
        let ada = house.student("ada");
        ada.makes_team("Blue");
        let invitation: serde_json::Value = ada.cli(&["team", "invite", "--json"]).json();
        let code = invitation["code"].as_str().unwrap();
        let bob = house.stranger("bob");
        bob.cli(&["team", "join", code, "--name", "Bob"]).ok();
        let who: serde_json::Value = bob.cli(&["whoami", "--json"]).json();
        assert_eq!((&who["name"], &who["teams"][0]["slug"]), (&json!("Bob"), &json!("blue")));

        let carol = house.stranger("carol");
        carol.cli(&["team", "join", code, "--name", "Carol"]).fails(5);
        let team: serde_json::Value = ada.cli(&["team", "show", "--json"]).json();
        assert!(team.to_string().contains("Bob") && !team.to_string().contains("Carol"), "{team}");
    }

    /// One team per person and event; leaving makes free.
    fn one_team_at_a_time(house) {
        let ada = house.student("ada");
        ada.makes_team("Blue");
        assert!(ada.cli(&["team", "create", "Red"]).fails(5).contains("team"));
        ada.cli(&["team", "leave"]).ok();
        ada.makes_team("Red");
    }
}
