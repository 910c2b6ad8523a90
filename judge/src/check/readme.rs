//! In which language a README is written, by the small words that no text can do without.

/// Words of the text that must be prose before anything can be said.
const FEWEST: usize = 8;

const SWAHILI: [&str; 40] = [
    "ya", "wa", "na", "kwa", "ni", "la", "za", "katika", "hii", "hiyo", "hizi", "huu", "ili", "kama", "au",
    "cha", "vya", "yake", "wake", "si", "kila", "pia", "baada", "kabla", "tu", "bila", "kutoka", "hadi",
    "yote", "wote", "ambayo", "ambao", "jinsi", "lakini", "kisha", "ndani", "kuwa", "hapa", "mradi", "huo",
];

const ENGLISH: [&str; 40] = [
    "the", "of", "and", "to", "in", "is", "it", "for", "this", "that", "with", "are", "on", "as", "be", "by",
    "from", "or", "an", "not", "you", "your", "how", "all", "each", "its", "we", "our", "which", "when",
    "then", "before", "after", "into", "only", "has", "have", "will", "can", "where",
];

/// Whether the text has prose in `language`. A README in both languages counts for both.
pub(super) fn is_in(language: &str, markdown: &str) -> bool {
    let words = prose(markdown);
    let share = |list: &[&str]| words.iter().filter(|w| list.contains(&w.as_str())).count();
    let (swahili, english) = (share(&SWAHILI), share(&ENGLISH));
    let (own, other) = if language == "sw" {
        (swahili, english)
    } else {
        (english, swahili)
    };
    // A tenth of prose are small words even in terse texts; loan words of the other language are fewer than half.
    words.len() >= FEWEST && own >= 3 && own * 12 >= words.len().saturating_sub(other * 6) && own * 3 >= other
}

/// Words outside of code, links and headings' marks.
fn prose(markdown: &str) -> Vec<String> {
    let mut fenced = false;
    let mut words = Vec::new();
    for line in markdown.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
            continue;
        }
        if fenced || line.starts_with("    ") {
            continue;
        }
        for (n, part) in line.split('`').enumerate() {
            if n % 2 == 0 {
                let plain = part
                    .split_whitespace()
                    .filter(|w| !w.contains("://") && !w.contains('/'));
                words.extend(
                    plain
                        .flat_map(|w| w.split(|c: char| !c.is_alphabetic()))
                        .map(str::to_lowercase),
                );
            }
        }
    }
    words.retain(|w| !w.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::is_in;

    const SW: &str = "# Baraza bila karatasi\n\nProgramu hii inasoma kumbukumbu za kikao na kuonyesha maamuzi ya \
        baraza.\n\nIli kuendesha, andika amri katika folda ya mradi:\n\n```sh\n./run minutes < the-file-of-the-day\n```\n";
    const EN: &str = "# Paperless council\n\nThis program reads the minutes of a session and prints the decisions \
        of the council.\n\nTo run it, type this command in the folder of the project:\n\n```\n./run na ya wa\n```\n";

    #[test]
    fn each_is_known_and_not_mistaken() {
        assert!(is_in("sw", SW) && !is_in("en", SW));
        assert!(is_in("en", EN) && !is_in("sw", EN));
        let both = format!("{SW}\n{EN}");
        assert!(is_in("sw", &both) && is_in("en", &both));
    }

    #[test]
    fn a_title_or_code_is_no_prose() {
        for text in [
            "",
            "# na ya wa",
            "```\nhii ni ya kwa na katika za wa la\n```",
            "ya ya ya",
        ] {
            assert!(!is_in("sw", text), "{text}");
        }
    }
}
