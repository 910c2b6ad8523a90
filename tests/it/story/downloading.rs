//! Bundles of challenges over links that break: nothing travels twice, and what travels is what was published.
use crate::harness::{Actor, House, Proxy, copy, jumla, noise, stories};

const BUNDLE: &str = "/v1/challenges/jumla/bundle";

/// The challenge with most of a megabyte in its starter; its bundle and its entity tag.
fn with_heavy_jumla(house: &House) -> (Vec<u8>, String) {
    let package = house.folder("heavy/jumla");
    copy(&jumla(), &package);
    std::fs::write(package.join("starter/sh/ballast"), noise(1, 900_000)).unwrap();
    house.with_challenge(&package);
    let answer = house.stranger("reader").get(BUNDLE);
    let tag = answer.header("etag").unwrap().to_owned();
    assert!(
        answer.status == 200 && answer.body.len() > 800_000,
        "{}",
        answer.body.len()
    );
    (answer.body, tag)
}

/// Whether the fetched project has the starter whole.
fn is_whole(ada: &Actor) -> bool {
    std::fs::read(ada.home.join("jumla/ballast")).unwrap() == noise(1, 900_000)
}

stories! {
    /// Over a link that breaks every 200 KB, hardly a byte comes twice.
    fn a_download_that_breaks_goes_on(house) {
        let (bundle, _) = with_heavy_jumla(house);
        let ada = house.student("ada");
        let proxy = Proxy::behind(&house.address(), 200_000);
        ada.at(&proxy.address).cli(&["fetch", "jumla"]).ok();
        let (size, answered) = (bundle.len() as u64, proxy.answered());
        // What is on its way when a link breaks is lost.
        assert!(answered < size + size / 4, "{answered} bytes for {size}");
        assert!(is_whole(&ada));
        assert_eq!(std::fs::read_dir(ada.home.join(".local/share/ubunifu/downloads")).unwrap().count(), 0);
    }

    /// What an earlier run has left is gone on with; what is no part of the bundle is thrown away.
    fn the_next_run_goes_on(house) {
        let (bundle, tag) = with_heavy_jumla(house);
        let size = bundle.len() as u64;
        for (name, left, most) in [
            ("ada", &bundle[..600_000], size - 500_000),
            ("bob", &bundle[..], 100_000),
            ("eve", &vec![0; bundle.len() + 1][..], size + 100_000),
        ] {
            let person = house.student(name);
            let folder = person.home.join(".local/share/ubunifu/downloads");
            std::fs::create_dir_all(&folder).unwrap();
            let part = folder.join(format!("jumla-{}.part", tag.trim_matches('"')));
            std::fs::write(part, left).unwrap();
            let proxy = Proxy::behind(&house.address(), u64::MAX);
            person.at(&proxy.address).cli(&["fetch", "jumla"]).ok();
            assert!(proxy.answered() < most, "{name}: {} bytes", proxy.answered());
            assert!(is_whole(&person), "{name}");
        }
    }

    /// Ranges, conditions, and ranges that lie beyond the end, as RFC 9110 has them.
    fn bundles_are_served_in_ranges(house) {
        let (bundle, tag) = with_heavy_jumla(house);
        let reader = house.stranger("somebody");
        let size = bundle.len();
        let part = reader.get_with(BUNDLE, &[("range", "bytes=1000-1999"), ("if-range", &tag)]);
        assert_eq!((part.status, &part.body[..]), (206, &bundle[1000..2000]));
        assert_eq!(part.header("content-range"), Some(format!("bytes 1000-1999/{size}").as_str()));
        assert_eq!(part.header("etag"), Some(tag.as_str()));
        let rest = reader.get_with(BUNDLE, &[("range", &format!("bytes={}-", size - 5))]);
        assert_eq!((rest.status, &rest.body[..]), (206, &bundle[size - 5..]));
        let other = reader.get_with(BUNDLE, &[("range", "bytes=1000-"), ("if-range", "\"other\"")]);
        assert_eq!((other.status, other.body.len()), (200, size));
        let known = reader.get_with(BUNDLE, &[("if-none-match", &tag)]);
        assert_eq!((known.status, known.body.len()), (304, 0));
        assert_eq!(known.header("etag"), Some(tag.as_str()));
        let beyond = reader.get_with(BUNDLE, &[("range", &format!("bytes={size}-"))]);
        assert_eq!((beyond.status, beyond.body.len()), (416, 0));
        assert_eq!(beyond.header("content-range"), Some(format!("bytes */{size}").as_str()));
    }
}
