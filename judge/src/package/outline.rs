//! What readers may know of a package before they try it.
use wire::{CheckOutline, GroupOutline, Points};

use super::Package;

impl Package {
    /// Groups with their points; hidden ones too, so that students see the weights.
    pub fn groups(&self) -> Vec<GroupOutline> {
        let outline = |group: &super::Group| GroupOutline {
            id: group.id.clone(),
            points: group.points,
            visibility: group.visibility,
        };
        self.manifest.groups.iter().map(outline).collect()
    }

    /// Checks of public groups.
    pub fn public_checks(&self) -> Vec<CheckOutline> {
        let public = self
            .manifest
            .checks
            .iter()
            .filter(|check| self.manifest.is_public(check));
        public
            .map(|check| CheckOutline {
                id: check.id.clone(),
                group: check.group.clone(),
                title: check.title.clone(),
            })
            .collect()
    }

    /// Names of the starters.
    pub fn starters(&self) -> Vec<String> {
        self.manifest.starters.keys().cloned().collect()
    }

    /// Points the automatic checks can bring.
    pub fn max_points(&self) -> Points {
        self.manifest.max_points()
    }

    /// Which challenge this is, exactly.
    pub fn reference(&self) -> wire::ChallengeRef {
        wire::ChallengeRef {
            id: self.manifest.id.clone(),
            uuid: self.manifest.uuid,
            version: self.manifest.version.clone(),
            hash: self.hash.clone(),
        }
    }
}
