//! The JSON documents of an image. What has no meaning for us is not read.
use serde::Deserialize;

/// Points to a blob.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Descriptor {
    #[serde(default)]
    pub(super) media_type: String,
    pub(super) digest: String,
    pub(super) size: u64,
    #[serde(default)]
    pub(super) platform: Option<Platform>,
}

impl Descriptor {
    /// Whether it is a layer that we can read: its compression is told by its bytes.
    pub(super) fn is_layer(&self) -> bool {
        let kind = self.media_type.as_str();
        let known = kind.is_empty()
            || kind.starts_with("application/vnd.oci.image.layer.")
            || kind.starts_with("application/vnd.docker.image.rootfs.");
        known && !kind.contains("encrypted")
    }
}

/// Whom an image is for.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Platform {
    #[serde(default)]
    pub(super) architecture: String,
    #[serde(default)]
    pub(super) os: String,
}

/// An index or a manifest: the media type may be absent, the fields tell.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Document {
    #[serde(default)]
    manifests: Option<Vec<Descriptor>>,
    #[serde(default)]
    config: Option<Descriptor>,
    #[serde(default)]
    layers: Option<Vec<Descriptor>>,
}

/// A document that says what an image is made of.
#[derive(Debug)]
pub(super) struct Manifest {
    pub(super) config: Descriptor,
    pub(super) layers: Vec<Descriptor>,
}

/// What a document is.
pub(super) enum Read {
    Index(Vec<Descriptor>),
    Manifest(Manifest),
    Neither,
}

impl Document {
    pub(super) fn read(self) -> Read {
        match (self.manifests, self.config, self.layers) {
            (Some(list), None, None) => Read::Index(list),
            (None, Some(config), Some(layers)) => Read::Manifest(Manifest { config, layers }),
            _ => Read::Neither,
        }
    }
}

/// Which of these is for a machine of this kind: the first that says so, else the first that says nothing.
pub(super) fn choose<'d>(list: &'d [Descriptor], architecture: &str) -> Option<&'d Descriptor> {
    let ours = |d: &&Descriptor| {
        let platform = d.platform.as_ref();
        platform.is_some_and(|p| p.os == "linux" && p.architecture == architecture)
    };
    let silent = |d: &&Descriptor| d.platform.is_none();
    list.iter().find(ours).or_else(|| list.iter().find(silent))
}

/// What a descriptor says it is for.
pub(super) fn architecture_of(descriptor: &Descriptor) -> Option<&str> {
    descriptor.platform.as_ref().map(|p| p.architecture.as_str())
}

/// The image's configuration: of it only for which machine it is, and `PATH`.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Config {
    #[serde(default)]
    pub(super) architecture: Option<String>,
    #[serde(default)]
    config: Option<Run>,
}

#[derive(Debug, Default, Deserialize)]
struct Run {
    #[serde(default, rename = "Env")]
    env: Option<Vec<String>>,
}

impl Config {
    /// Whether it is for a machine of this kind, or does not say.
    pub(super) fn is_for(&self, architecture: &str) -> bool {
        let told = self.architecture.as_deref().filter(|a| !a.is_empty());
        told.is_none_or(|told| told == architecture)
    }

    /// The value of an environment variable, the last one that is given.
    pub(super) fn variable(&self, name: &str) -> Option<&str> {
        let env = self.config.as_ref()?.env.as_ref()?;
        let value = |line: &'_ String| line.split_once('=').filter(|(n, _)| *n == name).is_some();
        let line = env.iter().rev().find(|line| value(line))?;
        line.split_once('=').map(|(_, value)| value)
    }
}
