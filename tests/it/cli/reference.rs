//! The whole help of the CLI is one snapshot: nothing in it changes unseen.
use crate::harness::House;

#[test]
fn the_reference_is_what_help_says() {
    let house = House::on_sqlite();
    let anybody = house.stranger("anybody");
    let mut pages = Vec::new();
    let mut open = vec![Vec::<String>::new()];
    while let Some(verb) = open.pop() {
        let arguments: Vec<&str> = verb.iter().map(String::as_str).chain(["--help"]).collect();
        let text = anybody.cli(&arguments).ok();
        open.extend(
            subcommands(&text)
                .into_iter()
                .rev()
                .map(|name| [verb.clone(), vec![name]].concat()),
        );
        let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
        pages.push(format!(
            "# ubunifu {}\n\n{}\n",
            verb.join(" "),
            lines.join("\n").trim_end()
        ));
    }
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("reference", pages.join("\n"));
    });
}

/// Names in the `Commands:` part of a help page.
fn subcommands(help: &str) -> Vec<String> {
    let part = help.split("\nCommands:\n").nth(1).unwrap_or_default();
    let lines = part.lines().take_while(|line| line.starts_with("  "));
    let names = lines
        .filter(|line| !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next());
    names.filter(|name| *name != "help").map(str::to_owned).collect()
}
