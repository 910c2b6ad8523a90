//! An author begins a challenge: what is made proves itself at once, and nothing is overwritten.
use serde_json::{Value, json};

use crate::harness::{Actor, House};

fn author(house: &House) -> Actor {
    house.stranger("author")
}

/// Made and proven through the CLI, for every template: no error and no warning.
#[test]
fn a_new_package_proves_itself_at_once() {
    let house = House::on_sqlite();
    let author = author(&house);
    for template in ["python", "shell", "c", "rust"] {
        let name = format!("maji-{template}");
        author
            .cli(&["challenge", "new", &name, "--template", template])
            .ok();
        let verified = author.cli(&["challenge", "verify", &name, "--json"]);
        let found: Value = verified.json();
        assert_eq!(
            (&found["errors"], &found["warnings"]),
            (&json!([]), &json!([])),
            "{name}"
        );
        let points: Vec<_> = found["references"]
            .as_array()
            .unwrap()
            .iter()
            .map(|r| r["points"].clone())
            .collect();
        assert_eq!(points, [100, 70, 0], "{name}");
        assert_eq!(
            found["statements"][0]["headings"],
            found["statements"][1]["headings"]
        );
        assert!(
            found["limits"]
                .as_array()
                .unwrap()
                .iter()
                .any(|advice| advice["used"].is_u64()),
            "{found}"
        );
        verified.ok();
    }
}

#[test]
fn a_new_package_is_told_about_in_the_language_of_its_author() {
    let house = House::on_sqlite();
    let author = author(&house);
    let made = author.cli(&["--lang", "sw", "challenge", "new", "maji-safi"]);
    assert!(
        made.stderr.contains("ubunifu challenge verify maji-safi"),
        "{made:?}"
    );
    made.ok();
    let read = |path: &str| std::fs::read_to_string(author.home.join("maji-safi").join(path)).unwrap();
    assert!(
        read("README.md").contains("kwa mwandishi") && read("challenge.toml").contains("Makundi ya vipimo")
    );
    assert!(!read("challenge.toml").contains("{{") && !read("statement.en.md").contains("{{"));
    let other: Value = author.cli(&["challenge", "new", "maji-chafu", "--json"]).json();
    assert_eq!(other["id"], "maji-chafu");
    let uuid = |name: &str| {
        let text = std::fs::read_to_string(author.home.join(name).join("challenge.toml")).unwrap();
        text.parse::<toml::Table>().unwrap()["uuid"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_ne!(uuid("maji-safi"), uuid("maji-chafu"));
}

#[test]
fn a_bad_name_and_a_taken_one_change_nothing() {
    let house = House::on_sqlite();
    let author = author(&house);
    let told = author.cli(&["challenge", "new", "../Maji Safi"]).fails(2);
    assert!(told.contains("ubunifu challenge new maji-safi"), "{told}");
    std::fs::create_dir(author.home.join("maji")).unwrap();
    let told = author.cli(&["challenge", "new", "maji"]).fails(5);
    assert!(told.contains("ubunifu challenge verify maji"), "{told}");
    assert_eq!(std::fs::read_dir(author.home.join("maji")).unwrap().count(), 0);
    let left: Vec<_> = std::fs::read_dir(&author.home)
        .unwrap()
        .flatten()
        .map(|e| e.file_name())
        .collect();
    assert!(
        left.iter()
            .all(|name| !name.to_string_lossy().starts_with(".ubunifu-")),
        "{left:?}"
    );
}

/// What an author reads: a table of references by group, then what is wrong, then what is worth a look, apart.
#[test]
fn what_is_proven_is_shown_in_both_languages() {
    let house = House::on_sqlite();
    let author = author(&house);
    let made = ["challenge", "new", "maji-safi", "--template", "shell"];
    author.cli(&made).ok();
    let package = author.home.join("maji-safi");
    let edit = |file: &str, from: &str, to: &str| {
        let path = package.join(file);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file}: {from}");
        std::fs::write(path, text.replacen(from, to, 1)).unwrap();
    };
    edit("challenge.toml", "points = 70", "points = 71");
    edit("statement.en.md", "\n## ", "\n### ");
    let shown = |language: &str| {
        let told = author.cli(&["--lang", language, "challenge", "verify", "maji-safi"]);
        assert_eq!(told.status, 6, "{told:?}");
        steady(&told.stdout)
    };
    insta::assert_snapshot!(shown("en"), @r"
    maji-safi 0.1.0, hash #, public bundle #

    Result         Reference              public               hidden                 Points  CPU time
    ✓ as expected  solutions/full-shell   ✓ accepted 40/40     ✓ accepted 60/60      100/100 #
    ✗ otherwise    solutions/wrong-shell  ✓ accepted 40/40     ✗ wrong answer 30/60   70/100 #
    ✓ as expected  starter/shell          ✗ wrong answer 0/40  – not run 0/60          0/100 #

    statement.sw.md: headings 8, links and pictures 0
    statement.en.md: headings 8, links and pictures 0
    Nearest to its limit of CPU time: check #, # of # by an accepted reference

    Errors
    ✗ challenge.toml:81: solutions/wrong-shell: 70 points, expected are 71.
        → Correct the reference, its expectation, or the cases.

    Warnings
    ! statement.en.md: Heading 2 has no counterpart of the same level in statement.sw.md (8 headings here, 8 there).
        → Give both languages the same sections in the same order.

    ✗ The package must not be published like this.
    ");
    insta::assert_snapshot!(shown("sw"), @r"
    maji-safi 0.1.0, alama ya utambulisho #, kifurushi cha wazi #

    Tokeo                  Suluhisho la mfano     public                 hidden                    Alama  Muda wa CPU
    ✓ kama ilivyotarajiwa  solutions/full-shell   ✓ imefaulu 40/40       ✓ imefaulu 60/60        100/100 #
    ✗ tofauti              solutions/wrong-shell  ✓ imefaulu 40/40       ✗ jibu si sahihi 30/60   70/100 #
    ✓ kama ilivyotarajiwa  starter/shell          ✗ jibu si sahihi 0/40  – haikuendeshwa 0/60      0/100 #

    statement.sw.md: vichwa 8, viungo na picha 0
    statement.en.md: vichwa 8, viungo na picha 0
    Kilicho karibu zaidi na kikomo cha muda wa CPU: kipimo #, # kati ya # kwa suluhisho lililofaulu

    Makosa
    ✗ challenge.toml:81: solutions/wrong-shell: alama ni 70, zinazotarajiwa ni 71.
        → Rekebisha suluhisho la mfano, matarajio yake, au mifano ya majaribio.

    Tahadhari
    ! statement.en.md: Kichwa cha 2 hakina kinacholingana nacho katika statement.sw.md (vichwa 8 hapa, 8 kule).
        → Zipe lugha zote mbili sehemu zilezile kwa mpangilio uleule.

    ✗ Kifurushi kisitangazwe kikiwa hivi.
    ");
}

/// Without what is measured, or differs from package to package: sizes, times, the hash, which check took longest.
fn steady(text: &str) -> String {
    let regex = |pattern| regex::Regex::new(pattern).unwrap();
    let measured = regex(r" *\b(?:[0-9.]+ (?:ms|s|KiB|MiB|B)|[0-9a-f]{10})\b");
    let text = measured.replace_all(text, " #").into_owned();
    regex(r"\w+, # (of|kati ya) #")
        .replace(&text, "#, # $1 #")
        .into_owned()
}

#[test]
fn statements_become_pages() {
    let house = House::on_sqlite();
    let author = author(&house);
    author
        .cli(&["challenge", "new", "maji-safi", "--template", "shell"])
        .ok();
    let package = author.home.join("maji-safi");
    std::fs::create_dir(package.join("statement")).unwrap();
    std::fs::write(package.join("statement/ramani.png"), "png").unwrap();
    let statement = |language: &str, more: &str| {
        let path = package.join(format!("statement.{language}.md"));
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(path, text + more).unwrap();
    };
    statement("sw", "\n![Ramani](statement/ramani.png)\n");
    let shown = author.cli(&["challenge", "verify", "maji-safi", "--render", "pages"]);
    assert!(shown.stdout.contains("pages/statement.sw.html"), "{shown:?}");
    shown.ok();
    let page = std::fs::read_to_string(author.home.join("pages/statement.sw.html")).unwrap();
    assert!(
        page.contains("<img src=\"statement/ramani.png\"") && page.contains("<h2 id=\"mfano\">"),
        "{page}"
    );
    assert!(author.home.join("pages/statement/ramani.png").exists());
    statement("en", "\n<script>alert(1)</script>\n");
    let told = author.cli(&["challenge", "verify", "maji-safi"]);
    assert!(told.stdout.contains("HTML is not shown to readers"), "{told:?}");
    assert_eq!(told.status, 6);
}
