//! The files of a new package, as they stand in `cli/template/`.
use wire::Language;

use crate::args::Template;

/// One file: where it goes, what it holds. `{{...}}` is filled in.
pub(super) struct File {
    pub(super) path: String,
    pub(super) content: &'static str,
    pub(super) executable: bool,
}

macro_rules! template {
    ($($path:tt)*) => {
        include_str!(concat!("../../../../template/", $($path)*))
    };
}

/// Input and answer of cases.
macro_rules! cases {
    ($($stem:literal)*) => {
        [$(
            (concat!($stem, ".in"), template!(concat!($stem, ".in"))),
            (concat!($stem, ".ans"), template!(concat!($stem, ".ans"))),
        )*]
    };
}

/// What is the same in every package.
const COMMON: [(&str, &str); 3] = [
    ("challenge.toml", template!("challenge.toml")),
    ("statement.sw.md", template!("statement.sw.md")),
    ("statement.en.md", template!("statement.en.md")),
];

const CASES: [(&str, &str); 18] = cases!(
    "data/public/example/1-maelezo"
    "data/public/example/2-siku-moja"
    "data/public/example/3-sifuri"
    "data/hidden/corrections/1-ziada"
    "data/hidden/corrections/2-yote"
    "data/hidden/corrections/3-hasi"
    "data/hidden/large/1-bilioni"
    "data/hidden/large/2-mpaka"
    "data/hidden/large/3-tupu"
);

/// Three programs in one language: one to begin with, one that is right, one with a mistake.
struct Programs {
    /// Name of the file.
    name: &'static str,
    starter: &'static str,
    full: &'static str,
    wrong: &'static str,
    /// What makes `./answer` of it; without, the file itself is run.
    build: Option<&'static str>,
}

const PYTHON: Programs = Programs {
    name: "run",
    starter: template!("python/starter.py"),
    full: template!("python/full.py"),
    wrong: template!("python/wrong.py"),
    build: None,
};

const SHELL: Programs = Programs {
    name: "run",
    starter: template!("shell/starter.sh"),
    full: template!("shell/full.sh"),
    wrong: template!("shell/wrong.sh"),
    build: None,
};

const C: Programs = Programs {
    name: "main.c",
    starter: template!("c/starter.c"),
    full: template!("c/full.c"),
    wrong: template!("c/wrong.c"),
    build: Some(template!("c/build.sh")),
};

const RUST: Programs = Programs {
    name: "main.rs",
    starter: template!("rust/starter.rs"),
    full: template!("rust/full.rs"),
    wrong: template!("rust/wrong.rs"),
    build: Some(template!("rust/build.sh")),
};

/// Every file; the author's page in the author's language.
pub(super) fn of(template: Template, language: Language) -> Vec<File> {
    let programs = match template {
        Template::Python => PYTHON,
        Template::Shell => SHELL,
        Template::C => C,
        Template::Rust => RUST,
    };
    let readme = match language {
        Language::Sw => template!("README.sw.md"),
        Language::En => template!("README.en.md"),
    };
    let plain = COMMON
        .iter()
        .chain(&CASES)
        .copied()
        .chain([("README.md", readme)]);
    let mut files: Vec<File> = plain
        .map(|(path, content)| file(path.to_owned(), content, false))
        .collect();
    let (starter, solution) = (template!("starter.md"), template!("solution.md"));
    files.extend(tree(
        "starter/{{language}}",
        &programs,
        (programs.starter, starter),
    ));
    files.extend(tree(
        "solutions/full-{{language}}",
        &programs,
        (programs.full, solution),
    ));
    files.extend(tree(
        "solutions/wrong-{{language}}",
        &programs,
        (programs.wrong, solution),
    ));
    files
}

fn file(path: String, content: &'static str, executable: bool) -> File {
    File {
        path,
        content,
        executable,
    }
}

/// One repository as a team would have it.
fn tree(folder: &str, programs: &Programs, (program, readme): (&'static str, &'static str)) -> Vec<File> {
    let inside = |name: &str| format!("{folder}/{name}");
    let mut files = vec![
        file(inside("README.md"), readme, false),
        file(inside(programs.name), program, programs.build.is_none()),
    ];
    if let Some(build) = programs.build {
        files.push(file(inside("build"), build, true));
        files.push(file(inside("run"), template!("built.sh"), true));
        files.push(file(inside(".gitignore"), template!("gitignore"), false));
    }
    files
}
