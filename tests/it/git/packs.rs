//! Packs that must not be taken: damaged, lying, and small ones that unpack to more than any machine holds.
use git2::Oid;

use super::awkward::{Case, Wanted, run};
use super::forge::Forge;
use super::pack::{Pack, swell, swell_more};
use super::post::Push;

#[test]
fn packs_that_break_or_burst_are_refused() {
    run(CASES);
}

fn anything() -> Oid {
    Oid::from_bytes(&[7; 20]).unwrap()
}

fn good(forge: &mut Forge) -> (Oid, Vec<u8>) {
    let tree = forge.with(&[]);
    (forge.commit(tree), forge.pack())
}

/// 64 KiB that become 32 MiB, and from there a gigabyte, in less than a thousand bytes of changes.
fn delta_bomb() -> Vec<u8> {
    let (first, second) = (1 << 16, 1 << 25);
    let pack = Pack::of(3).zeros(first).change(&swell(first, second));
    pack.change(&swell_more(second, 64)).sealed()
}

/// Changes that each stay below what may be held at once, and are together more than a day's work.
fn many_deltas() -> Vec<u8> {
    let (first, second) = (1 << 16, 1 << 25);
    let mut pack = Pack::of(2002).zeros(first).change(&swell(first, second));
    let base = pack.last();
    for _ in 0..2000 {
        pack = pack.change_of(base, &swell_more(second, 3));
    }
    pack.sealed()
}

const CASES: &[Case] = &[
    Case {
        name: "a pack without its end",
        make: |f| {
            let (id, pack) = good(f);
            Push::main(id, pack[..pack.len() - 30].to_vec())
        },
        wanted: Wanted::Refused("could not read what was sent"),
    },
    Case {
        name: "a pack with a wrong checksum",
        make: |f| {
            let (id, mut pack) = good(f);
            *pack.last_mut().unwrap() ^= 1;
            Push::main(id, pack)
        },
        wanted: Wanted::Refused("could not read what was sent"),
    },
    Case {
        name: "a byte turned over inside",
        make: |f| {
            let (id, mut pack) = good(f);
            let middle = pack.len() / 2;
            pack[middle] ^= 0x10;
            Push::main(id, pack)
        },
        wanted: Wanted::Refused("could not read what was sent"),
    },
    Case {
        name: "no pack at all",
        make: |f| Push::main(good(f).0, b"This is not a pack.".to_vec()),
        wanted: Wanted::Refused("could not read what was sent"),
    },
    Case {
        name: "nothing where a pack belongs",
        make: |f| Push::main(good(f).0, Vec::new()),
        wanted: Wanted::Refused("could not read what was sent"),
    },
    Case {
        name: "a pack that says it holds a billion objects",
        make: |_| Push::main(anything(), Pack::of(1_000_000_000).sealed()),
        wanted: Wanted::Refused("at most 250000 are taken at once"),
    },
    Case {
        name: "a change of an object that nobody has",
        make: |_| {
            let pack = Pack::of(1).change_of_named(&[7; 20], &swell(1 << 16, 1 << 17));
            Push::main(anything(), pack.sealed())
        },
        wanted: Wanted::Refused("Objects are missing"),
    },
    Case {
        name: "a pack larger than the challenge allows",
        make: |_| Push::main(anything(), Pack::of(1).blob(&vec![b'x'; 6 << 20]).sealed()),
        wanted: Wanted::Refused("larger than the limit of 5 MiB"),
    },
    Case {
        name: "a delta that grows to a gigabyte",
        make: |_| Push::main(anything(), delta_bomb()),
        wanted: Wanted::Refused("unpacks to more than can be taken"),
    },
    Case {
        name: "two thousand deltas of 48 MiB each",
        make: |_| Push::main(anything(), many_deltas()),
        wanted: Wanted::Refused("unpacks to more than can be taken"),
    },
    Case {
        name: "a file of 256 MiB in 300 kilobytes",
        make: |f| {
            let zeros = Pack::of(1).zeros(256 << 20);
            let id = zeros_id(256 << 20);
            let tree = f.with(&[("100644", b"bomb", id)]);
            let commit = f.commit(tree);
            Push::main(commit, joined(zeros, &f.pack()))
        },
        wanted: Wanted::Refused("at most 1 MiB are allowed in one file"),
    },
];

/// The name git gives to a file of `size` zeros.
fn zeros_id(size: usize) -> Oid {
    let bytes = [format!("blob {size}\0").into_bytes(), vec![0; size]].concat();
    Oid::from_bytes(&super::pack::sha1(&bytes)).unwrap()
}

/// One object by hand, and all those of a whole pack behind it.
fn joined(one: Pack, other: &[u8]) -> Vec<u8> {
    let count = u32::from_be_bytes(other[8..12].try_into().unwrap());
    let head = Pack::of(count + 1).unsealed();
    let objects = &other[12..other.len() - 20];
    let bytes = [&head[..], &one.unsealed()[12..], objects].concat();
    let sum = super::pack::sha1(&bytes);
    [bytes, sum].concat()
}
