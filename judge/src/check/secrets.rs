//! What looks like a key or a password. Made for few false alarms: shapes that nothing else has.

/// Whether a text file holds a secret.
pub(super) fn found(name: &str, text: &str) -> bool {
    text.lines().any(|line| is_key_header(line) || holds_token(line))
        || (is_env_file(name) && env_has_values(text))
}

/// A private key begins so on a line of its own; code that writes about keys has quotes around it.
fn is_key_header(line: &str) -> bool {
    let line = line.trim();
    let inner = line
        .strip_prefix("-----BEGIN ")
        .and_then(|rest| rest.strip_suffix("-----"));
    inner.is_some_and(|kind| kind.ends_with("PRIVATE KEY") || kind.ends_with("PRIVATE KEY BLOCK"))
}

/// Prefix, how many characters follow at least.
const TOKENS: [(&str, usize); 14] = [
    ("ghp_", 36),
    ("gho_", 36),
    ("ghs_", 36),
    ("github_pat_", 60),
    ("glpat-", 20),
    ("xoxb-", 30),
    ("xoxp-", 30),
    ("AKIA", 16),
    ("AIza", 35),
    ("sk_live_", 20),
    ("rk_live_", 20),
    ("npm_", 36),
    ("SG.", 60),
    ("ubu_", 40),
];

fn holds_token(line: &str) -> bool {
    TOKENS.iter().any(|(prefix, length)| {
        line.match_indices(prefix).any(|(at, _)| {
            let before = line.get(..at).and_then(|head| head.chars().next_back());
            let rest = line.get(at + prefix.len()..).unwrap_or("");
            !before.is_some_and(is_token_character) && is_random(rest, *length)
        })
    })
}

fn is_token_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')
}

/// At least `length` token characters that vary: `xxxxxxxx` in an example is no secret.
fn is_random(text: &str, length: usize) -> bool {
    let token: Vec<char> = text.chars().take_while(|c| is_token_character(*c)).collect();
    let head: std::collections::BTreeSet<_> = token.iter().take(length).collect();
    token.len() >= length && head.len() >= 8 && token.iter().any(char::is_ascii_digit)
}

/// `.env`, `.env.production`; an example or template is meant to be read.
fn is_env_file(name: &str) -> bool {
    let name = name.to_lowercase();
    let harmless = ["example", "sample", "template", "dist", "mfano"];
    (name == ".env" || name.starts_with(".env.")) && !harmless.iter().any(|word| name.contains(word))
}

/// A variable whose name speaks of a secret, with a value that is not a placeholder.
fn env_has_values(text: &str) -> bool {
    let pairs = text
        .lines()
        .filter(|l| !l.trim_start().starts_with('#'))
        .filter_map(|l| l.split_once('='));
    pairs.into_iter().any(|(key, value)| {
        let key = key.to_uppercase();
        let value = value.trim().trim_matches(['"', '\'']);
        let secret = [
            "SECRET", "PASSWORD", "PASSWD", "TOKEN", "API_KEY", "APIKEY", "PRIVATE",
        ];
        let placeholder = value.starts_with(['$', '<', '{']) || value.to_lowercase().contains("change");
        secret.iter().any(|word| key.contains(word)) && value.len() >= 6 && !placeholder
    })
}

#[cfg(test)]
mod tests {
    use super::found;

    #[test]
    fn secrets_are_seen() {
        let key = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA";
        assert!(found("id_ed25519", key));
        assert!(found(
            "a.py",
            "token = 'ghp_aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0dF3gH6'"
        ));
        assert!(found(
            "notes",
            "UBUNIFU_TOKEN=ubu_0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f6071"
        ));
        assert!(found("a.py", "AKIAQ7W2E9R4T6Y8U1P3"));
        assert!(found(".env", "DB_PASSWORD=Tembo-42-savanna"));
        assert!(found(".env.production", "API_KEY='a1b2c3d4e5'"));
    }

    #[test]
    fn what_only_speaks_of_secrets_is_not() {
        assert!(!found(
            "a.py",
            "if line.startswith('-----BEGIN RSA PRIVATE KEY-----'):"
        ));
        assert!(!found(
            "pub.pem",
            "-----BEGIN PUBLIC KEY-----\n-----BEGIN CERTIFICATE-----"
        ));
        assert!(!found(
            "README.md",
            "export TOKEN=ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        ));
        assert!(!found("a.py", "password = input()\ntoken = os.environ['TOKEN']"));
        assert!(!found(
            ".env",
            "PORT=8080\nDB_PASSWORD=\nTOKEN=${TOKEN}\nSECRET=changeme"
        ));
        assert!(!found(".env.example", "DB_PASSWORD=Tembo-42-savanna"));
        assert!(!found(
            "words.txt",
            "MAKIAVELLI AKIABARA npm_config_registry SG.html"
        ));
    }
}
