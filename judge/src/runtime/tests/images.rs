//! Images as tools make them, and as nobody should.
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tar::EntryType as T;

use super::super::architecture;
use super::*;

const LAYER: &str = "application/vnd.oci.image.layer.v1.tar";

/// An image layout under construction: file name to content.
#[derive(Default)]
struct Image {
    files: BTreeMap<String, Vec<u8>>,
}

impl Image {
    /// Keeps a blob; its descriptor.
    fn blob(&mut self, bytes: &[u8], kind: &str) -> Value {
        let digest = sha256(bytes);
        self.files
            .insert(format!("blobs/sha256/{digest}"), bytes.to_vec());
        json!({ "mediaType": kind, "digest": format!("sha256:{digest}"), "size": bytes.len() })
    }

    fn json(&mut self, value: &Value, kind: &str) -> Value {
        self.blob(value.to_string().as_bytes(), kind)
    }

    /// An image of these layers with this configuration; its descriptor.
    fn manifest(&mut self, layers: &[Vec<u8>], config: &Value) -> Value {
        let config = self.json(config, "application/vnd.oci.image.config.v1+json");
        let layers: Vec<Value> = layers.iter().map(|l| self.blob(l, LAYER)).collect();
        let manifest = json!({ "schemaVersion": 2, "config": config, "layers": layers });
        self.json(&manifest, "application/vnd.oci.image.manifest.v1+json")
    }

    fn index(&mut self, manifests: &[Value]) -> Vec<u8> {
        self.files
            .insert("oci-layout".into(), br#"{"imageLayoutVersion":"1.0.0"}"#.to_vec());
        json!({ "schemaVersion": 2, "manifests": manifests })
            .to_string()
            .into_bytes()
    }

    /// A layout whose index lists these.
    fn of(mut self, manifests: &[Value]) -> Self {
        let index = self.index(manifests);
        self.files.insert("index.json".into(), index);
        self
    }

    /// As a tar, `index.json` somewhere in it.
    fn tar(&self) -> Vec<u8> {
        let entries: Vec<Entry<'_>> = self
            .files
            .iter()
            .map(|(n, c)| (T::Regular, n.as_bytes(), &c[..]))
            .collect();
        tar(&entries)
    }

    fn folder(&self, path: &Path) {
        for (name, content) in &self.files {
            let file = path.join(name);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, content).unwrap();
        }
    }
}

/// An image with these layers.
fn image(layers: &[Vec<u8>]) -> Image {
    let mut image = Image::default();
    let manifest = image.manifest(layers, &json!({ "architecture": architecture(), "os": "linux" }));
    image.of(&[manifest])
}

fn on(architecture: &str, mut descriptor: Value) -> Value {
    descriptor["platform"] = json!({ "architecture": architecture, "os": "linux" });
    descriptor
}

#[test]
fn every_wrapping_gives_the_same_tree() {
    let place = Place::new();
    let plain = tar(&small());
    let folder = place.scratch.path().join("layout");
    image(&[gzip(&plain)]).folder(&folder);
    let root = place.scratch.path().join("root");
    fs::create_dir_all(&root).unwrap();
    let file = place.write("plain.tar", &plain);
    // As another tool unpacks it.
    for entry in tar::Archive::new(plain.as_slice()).entries().unwrap() {
        let mut entry = entry.unwrap();
        if !entry.path_bytes().starts_with(b"./dev") {
            entry.unpack_in(&root).unwrap();
        }
    }
    let sources = [
        file,
        place.write("gz", &gzip(&plain)),
        place.write("members.gz", &[gzip(&plain[..700]), gzip(&plain[700..])].concat()),
        place.write("zst", &zstd(&plain)),
        place.write("image.tar", &image(std::slice::from_ref(&plain)).tar()),
        place.write("image.tar.zst", &zstd(&image(&[zstd(&plain)]).tar())),
        folder,
        root,
    ];
    let mut digests: Vec<String> = Vec::new();
    for source in sources {
        let imported = place.import("same", &source).unwrap();
        digests.push(imported.runtime.digest);
    }
    digests.dedup();
    assert_eq!(digests.len(), 1, "{digests:?}");
    assert_eq!(place.left().len(), 3, "{:?}", place.left());
    let tree = place.tree("same");
    assert!(!tree.join("tmp").exists() && !tree.join("etc/shadow").exists());
    assert!(
        !fs::read_to_string(tree.join("etc/passwd"))
            .unwrap()
            .contains("somebody")
    );
    assert_eq!(fs::read_link(tree.join("var/tmp")).unwrap(), Path::new("/tmp"));
}

/// The files and links below a tree, but for the ones of the box.
fn shown(tree: &Path) -> Vec<String> {
    let all = walkdir::WalkDir::new(tree)
        .sort_by_file_name()
        .into_iter()
        .flatten();
    let names = all.filter(|e| !e.file_type().is_dir());
    let names = names.map(|e| e.path().strip_prefix(tree).unwrap().to_str().unwrap().to_owned());
    names
        .filter(|n| !n.starts_with("etc/") && !n.starts_with("var/"))
        .collect()
}

#[test]
fn layers_lie_over_each_other() {
    let base: Vec<Entry<'_>> = vec![
        (T::Regular, b"bin/sh", b"x"),
        (T::Regular, b"d/one", b"1"),
        (T::Regular, b"d/two", b"2"),
        (T::Regular, b"d/e/three", b"3"),
        (T::Symlink, b"lib", b"usr/lib"),
        (T::Regular, b"usr/lib/a.so", b"a"),
    ];
    let table: [(&[Entry<'_>], &[&str]); 8] = [
        (
            &[(T::Regular, b"d/.wh.one", b"")],
            &["bin/sh", "d/e/three", "d/two", "lib", "usr/lib/a.so"],
        ),
        (&[(T::Regular, b".wh.d", b"")], &["bin/sh", "lib", "usr/lib/a.so"]),
        (
            &[(T::Regular, b"d/.wh..wh..opq", b"")],
            &["bin/sh", "lib", "usr/lib/a.so"],
        ),
        // A mark means lower layers alone, wherever it stands.
        (
            &[
                (T::Regular, b"d/new", b"n"),
                (T::Regular, b"d/.wh..wh..opq", b""),
                (T::Regular, b"d/one", b"n"),
            ],
            &["bin/sh", "d/new", "d/one", "lib", "usr/lib/a.so"],
        ),
        (
            &[(T::Regular, b"d/one", b"n"), (T::Regular, b"d/.wh.one", b"")],
            &["bin/sh", "d/e/three", "d/one", "d/two", "lib", "usr/lib/a.so"],
        ),
        // A file in the place of a folder, and through a link of a lower layer.
        (
            &[(T::Regular, b"d", b"n")],
            &["bin/sh", "d", "lib", "usr/lib/a.so"],
        ),
        (
            &[(T::Regular, b"lib/b.so", b"n"), (T::Regular, b".wh.d", b"")],
            &["bin/sh", "lib", "usr/lib/a.so", "usr/lib/b.so"],
        ),
        (
            &[(T::Regular, b".wh..wh.plnk", b"x"), (T::Regular, b".wh.d", b"")],
            &["bin/sh", "lib", "usr/lib/a.so"],
        ),
    ];
    for (upper, expected) in table {
        let place = Place::new();
        let file = place.write("image", &image(&[tar(&base), gzip(&tar(upper))]).tar());
        place.import("layers", &file).unwrap();
        assert_eq!(shown(&place.tree("layers")), expected, "{upper:?}");
    }
}

#[test]
fn the_image_for_this_machine_is_taken() {
    let (ours, config) = (architecture(), json!({ "architecture": architecture() }));
    let layer = |name: &[u8]| tar(&[(T::Regular, name, b"x")]);
    let mut image = Image::default();
    let other = image.manifest(&[layer(b"other")], &json!({ "architecture": "pdp11" }));
    let own = image.manifest(&[layer(b"ours")], &config);
    let attestation = image.manifest(&[layer(b"attestation")], &json!({}));
    let inner = [
        on("unknown", attestation),
        on("pdp11", other.clone()),
        on(ours, own.clone()),
    ];
    let inner = json!({ "schemaVersion": 2, "manifests": inner });
    let inner = image.json(&inner, "application/vnd.oci.image.index.v1+json");
    let place = Place::new();
    let file = place.write("image", &image.of(&[inner]).tar());
    let imported = place.import("multi", &file).unwrap().runtime;
    assert_eq!(shown(&place.tree("multi")), ["ours"]);
    assert_eq!(imported.image.as_deref(), own["digest"].as_str());

    let mut image = Image::default();
    let other = image.manifest(&[layer(b"other")], &json!({ "architecture": "pdp11" }));
    let named = image.of(&[on("pdp11", other.clone())]);
    assert_eq!(place.tried(&named.tar()), "runtime-architecture");
    // Where the index says nothing, the configuration does.
    assert_eq!(place.tried(&named.of(&[other]).tar()), "runtime-architecture");
}

#[test]
fn blobs_are_what_they_are_called() {
    let place = Place::new();
    let good = image(&[tar(&small())]);
    assert_eq!(place.tried(&good.tar()), "imported");
    let blobs: Vec<String> = good
        .files
        .keys()
        .filter(|n| n.starts_with("blobs/"))
        .cloned()
        .collect();
    assert_eq!(blobs.len(), 3);
    for blob in &blobs {
        let mut bad = Image {
            files: good.files.clone(),
        };
        bad.files.get_mut(blob).unwrap()[20] ^= 1;
        assert_eq!(place.tried(&bad.tar()), "runtime-blob", "{blob}");
        bad.files.get_mut(blob).unwrap().push(b' ');
        assert_eq!(place.tried(&bad.tar()), "runtime-blob", "{blob}");
        bad.files.remove(blob);
        assert_eq!(place.tried(&bad.tar()), "runtime-document", "{blob}");
    }
    // A size that is not the blob's.
    let mut bad = Image {
        files: good.files.clone(),
    };
    let index = String::from_utf8(bad.files["index.json"].clone()).unwrap();
    let bytes = index.replace("\"size\":", "\"size\":1");
    bad.files.insert("index.json".into(), bytes.into_bytes());
    assert_eq!(place.tried(&bad.tar()), "runtime-blob");
}

/// Whether or not the descriptor says so too, nobody waits for a terabyte of holes.
#[test]
fn a_blob_of_holes_is_not_read() {
    for size in [20, 1_u64 << 40] {
        let place = Place::new();
        let folder = place.scratch.path().join("layout");
        let mut image = Image::default();
        let mut layer = image.blob(b"x", LAYER);
        layer["size"] = json!(size);
        let config = json!({ "architecture": architecture(), "os": "linux" });
        let config = image.json(&config, "application/vnd.oci.image.config.v1+json");
        let manifest = json!({ "schemaVersion": 2, "config": config, "layers": [layer.clone()] });
        let manifest = image.json(&manifest, "application/vnd.oci.image.manifest.v1+json");
        image.of(&[manifest]).folder(&folder);
        let digest = layer["digest"].as_str().unwrap().replace("sha256:", "");
        let blob = fs::File::create(folder.join("blobs/sha256").join(digest)).unwrap();
        blob.set_len(1 << 40).unwrap();
        let began = std::time::Instant::now();
        assert!(place.import("holes", &folder).is_err());
        assert!(began.elapsed().as_secs() < 5, "{size}: {:?}", began.elapsed());
    }
}

#[test]
fn documents_of_strangers_are_refused() {
    let place = Place::new();
    let with = |edit: &dyn Fn(&mut Image)| {
        let mut image = image(&[tar(&small())]);
        edit(&mut image);
        place.tried(&image.tar())
    };
    let index = |text: &str| {
        let bytes = text.as_bytes().to_vec();
        with(&|image: &mut Image| drop(image.files.insert("index.json".into(), bytes.clone())))
    };
    for text in [
        "",
        "[]",
        "{}",
        "{\"manifests\":{}}",
        "\u{0}",
        &"[".repeat(100_000),
    ] {
        assert_eq!(index(text), "runtime-document", "{text:.20}");
    }
    assert_eq!(index(r#"{"manifests":[]}"#), "runtime-architecture");
    for digest in ["sha512:00", "sha256:../../../../etc/passwd", "x"] {
        let text = json!({ "manifests": [{ "digest": digest, "size": 1 }] }).to_string();
        assert_eq!(index(&text), "runtime-document", "{digest}");
    }
    let layered = |kind: &str| {
        let mut image = Image::default();
        let config = image.json(&json!({}), "");
        let layer = image.blob(&tar(&small()), kind);
        let manifest = image.json(&json!({ "config": config, "layers": [layer] }), "");
        place.tried(&image.of(&[manifest]).tar())
    };
    assert_eq!(
        layered("application/vnd.docker.image.rootfs.diff.tar.gzip"),
        "imported"
    );
    for kind in [
        "text/plain",
        "application/vnd.oci.image.layer.v1.tar+gzip+encrypted",
    ] {
        assert_eq!(layered(kind), "runtime-media", "{kind}");
    }
    assert_eq!(
        place.tried(&tar(&[(T::Regular, b"manifest.json", b"[]")])),
        "runtime-old-archive"
    );
    for none in [&b"this is no archive at all, only a text of some length"[..], b""] {
        assert_eq!(place.tried(none), "runtime-source");
    }
    assert_eq!(
        place.tried(&tar(&[(T::Regular, b"usr/share/doc", b"x")]).replace_modes()),
        "runtime-empty"
    );
}

trait ReplaceModes {
    fn replace_modes(self) -> Self;
}

impl ReplaceModes for Vec<u8> {
    /// Without the right to execute.
    fn replace_modes(mut self) -> Self {
        let mut header = tar::Header::from_byte_slice(&self[..512]).clone();
        header.set_mode(0o644);
        header.set_cksum();
        self[..512].copy_from_slice(header.as_bytes());
        self
    }
}

#[test]
fn the_path_of_an_image_is_checked() {
    let place = Place::new();
    let tried = |env: Value| {
        let mut image = Image::default();
        let manifest = image.manifest(&[tar(&small())], &json!({ "config": { "Env": env } }));
        let file = place.write("image", &image.of(&[manifest]).tar());
        match place.import("path", &file) {
            Ok(imported) => imported.runtime.path,
            Err(error) => word(Err(error)),
        }
    };
    assert_eq!(
        tried(json!(["A=b", "PATH=/opt/x/bin:/usr/bin"])),
        "/opt/x/bin:/usr/bin"
    );
    for usual in [json!([]), json!(null), json!(["PATH="])] {
        assert_eq!(tried(usual), super::super::USUAL_PATH);
    }
    for bad in [
        "PATH=bin",
        "PATH=/bin:",
        "PATH=/bin:.",
        "PATH=/a/../b",
        "PATH=/a\nb",
        "PATH=/\u{202e}",
    ] {
        assert_eq!(tried(json!([bad])), "runtime-path", "{bad}");
    }
}
