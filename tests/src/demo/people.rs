//! The operator registers an institution and a university; the institution publishes its challenges.
use serde_json::{Value, json};

use crate::stage::{Person, Result, Stage};

/// Who takes part.
pub(crate) struct Cast {
    pub(crate) author: Person,
    pub(crate) student: Person,
}

/// Organizations and their people, all through the API.
pub(crate) fn register(stage: &mut Stage) -> Result<Cast> {
    stage.title("The operator registers an institution and a university")?;
    let operator = stage.admin(&["token", "--role", "operator", "--name", "Msimamizi"])?;
    let organizations = [
        json!({"slug": "halmashauri-ya-mfano", "name": "Halmashauri ya Mfano", "kind": "institution"}),
        json!({"slug": "chuo-cha-mfano", "name": "Chuo Kikuu cha Mfano", "kind": "university"}),
    ];
    for organization in &organizations {
        stage.post(&operator, "/v1/organizations", organization)?;
    }
    let author = member(
        stage,
        &operator,
        "halmashauri-ya-mfano",
        ("Mfumo wa Halmashauri", "author"),
    )?;
    let coordinator = member(
        stage,
        &operator,
        "chuo-cha-mfano",
        ("Mratibu Juma", "coordinator"),
    )?;
    let student = member(stage, &coordinator, "chuo-cha-mfano", ("Amina", "student"))?;
    Ok(Cast {
        author: person(stage, "halmashauri", author)?,
        student: person(stage, "amina", student)?,
    })
}

/// Every challenge of the catalogue.
pub(crate) fn publish(stage: &mut Stage, cast: &Cast) -> Result<()> {
    stage.title("The institution publishes its challenges")?;
    stage.log_in(&cast.author)?;
    let mut folders: Vec<_> = stage
        .root
        .join("challenges")
        .read_dir()?
        .flatten()
        .map(|e| e.path())
        .collect();
    folders.retain(|folder| folder.join("challenge.toml").exists());
    folders.sort();
    for folder in folders {
        let folder = folder.to_string_lossy();
        stage.ubunifu((&cast.author, &stage.root), &["challenge", "publish", &folder], 0)?;
    }
    Ok(())
}

fn member(stage: &Stage, token: &str, organization: &str, (name, role): (&str, &str)) -> Result<String> {
    let path = format!("/v1/organizations/{organization}/members");
    let made: Value = stage.post(token, &path, &json!({"name": name, "role": role}))?;
    Ok(made["token"]
        .as_str()
        .ok_or("the answer has no token")?
        .to_owned())
}

fn person(stage: &Stage, name: &'static str, token: String) -> Result<Person> {
    let home = stage.folder.join(name);
    std::fs::create_dir_all(&home)?;
    Ok(Person { name, home, token })
}
