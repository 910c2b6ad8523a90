//! A search through the numbers of calls, in front of the rules that look at arguments.
//!
//! The kernel runs a filter once for every number there is when it is installed. One comparison after the other
//! makes that the dearest step of a box; halving the numbers makes it cheap.
use std::collections::BTreeMap;
use std::io;

use seccompiler::{BpfProgram, SeccompAction, sock_filter};

const LOAD: u16 = (libc::BPF_LD | libc::BPF_W | libc::BPF_ABS) as u16;
const EQUAL: u16 = (libc::BPF_JMP | libc::BPF_JEQ | libc::BPF_K) as u16;
const AT_LEAST: u16 = (libc::BPF_JMP | libc::BPF_JGE | libc::BPF_K) as u16;
const JUMP: u16 = (libc::BPF_JMP | libc::BPF_JA) as u16;
const RETURN: u16 = (libc::BPF_RET | libc::BPF_K) as u16;
/// Where the kernel's `struct seccomp_data` has the number and the architecture.
const NUMBER_AT: u32 = 0;
const ARCHITECTURE_AT: u32 = 4;

#[cfg(target_arch = "x86_64")]
const ARCHITECTURE: u32 = 0xc000_003e;
#[cfg(target_arch = "aarch64")]
const ARCHITECTURE: u32 = 0xc000_00b7;
#[cfg(target_arch = "riscv64")]
const ARCHITECTURE: u32 = 0xc000_00f3;

/// Numbers from here to the next start have this answer; without one the rules behind decide.
type Stretch = (u32, Option<u32>);

/// Answers these numbers at once and leaves all others to `rest`.
pub(super) fn before(answers: &BTreeMap<u32, SeccompAction>, rest: &BpfProgram) -> io::Result<BpfProgram> {
    let mut program = vec![
        step(LOAD, ARCHITECTURE_AT),
        sock_filter {
            jt: 1,
            ..step(EQUAL, ARCHITECTURE)
        },
        step(RETURN, libc::SECCOMP_RET_KILL_PROCESS),
        step(LOAD, NUMBER_AT),
    ];
    program.extend(halve(&stretches(answers))?);
    let length = program.len();
    for (index, step) in program.iter_mut().enumerate() {
        if step.code == JUMP {
            step.k = u32::try_from(length - index - 1).map_err(io::Error::other)?;
        }
    }
    program.extend(rest.iter().cloned());
    Ok(program)
}

fn stretches(answers: &BTreeMap<u32, SeccompAction>) -> Vec<Stretch> {
    let mut list: Vec<Stretch> = vec![(0, None)];
    let mut next = 0;
    for (number, action) in answers {
        if *number != next {
            list.push((next, None));
        }
        list.push((*number, Some(u32::from(action.clone()))));
        next = number.saturating_add(1);
    }
    list.push((next, None));
    // Of several that begin at one number only the last has any length.
    list.dedup_by(|later, earlier| {
        later.0 == earlier.0 && {
            earlier.1 = later.1;
            true
        }
    });
    list.dedup_by(|later, earlier| later.1 == earlier.1);
    list
}

fn halve(stretches: &[Stretch]) -> io::Result<BpfProgram> {
    if let [(_, answer)] = stretches {
        return Ok(vec![answer.map_or(step(JUMP, 0), |answer| step(RETURN, answer))]);
    }
    let (low, high) = stretches.split_at(stretches.len() / 2);
    let (Some((middle, _)), false) = (high.first(), low.is_empty()) else {
        return Err(io::Error::other("no calls to search"));
    };
    let (below, above) = (halve(low)?, halve(high)?);
    let jt = u8::try_from(below.len()).map_err(io::Error::other)?;
    let mut program = vec![sock_filter {
        jt,
        ..step(AT_LEAST, *middle)
    }];
    program.extend(below);
    program.extend(above);
    Ok(program)
}

fn step(code: u16, k: u32) -> sock_filter {
    sock_filter {
        code,
        jt: 0,
        jf: 0,
        k,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the kernel would answer, and after how many steps; `None` when the rules behind decide.
    fn answer(program: &[sock_filter], data: [u32; 2]) -> (Option<u32>, usize) {
        let (mut at, mut loaded, mut steps) = (0, 0, 0);
        while let Some(step) = program.get(at) {
            steps += 1;
            at += 1 + match step.code {
                LOAD => {
                    loaded = data[step.k as usize / 4];
                    0
                }
                EQUAL => usize::from(if loaded == step.k { step.jt } else { step.jf }),
                AT_LEAST => usize::from(if loaded >= step.k { step.jt } else { step.jf }),
                JUMP => step.k as usize,
                RETURN => return (Some(step.k), steps),
                other => panic!("{other}"),
            };
        }
        (None, steps)
    }

    fn search(answers: &BTreeMap<u32, SeccompAction>) -> BpfProgram {
        before(answers, &Vec::new()).unwrap()
    }

    #[test]
    fn every_number_has_its_own_answer_after_a_few_steps() {
        let mut answers: BTreeMap<u32, SeccompAction> = [0, 1, 2, 5, 7, 8, 200, 450]
            .map(|number| (number, SeccompAction::Allow))
            .into();
        answers.extend((20..150).step_by(2).map(|number| (number, SeccompAction::Allow)));
        answers.insert(6, SeccompAction::Errno(38));
        let program = search(&answers);
        for number in (0..1000).chain([0x4000_0000, 0x4000_0001, u32::MAX]) {
            let (found, steps) = answer(&program, [number, ARCHITECTURE]);
            assert_eq!(
                found,
                answers.get(&number).map(|action| u32::from(action.clone())),
                "{number}"
            );
            assert!(steps < 16, "{number}: {steps}");
        }
    }

    #[test]
    fn another_architecture_is_killed() {
        let answers = [(1, SeccompAction::Allow)].into();
        let (found, _) = answer(&search(&answers), [1, 0x4000_0003]);
        assert_eq!(found, Some(libc::SECCOMP_RET_KILL_PROCESS));
    }

    #[test]
    fn nothing_is_answered_where_nothing_is_listed() {
        assert_eq!(answer(&search(&BTreeMap::new()), [0, ARCHITECTURE]).0, None);
    }
}
