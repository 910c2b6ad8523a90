//! A search through the numbers of calls, in front of the rules that look at arguments.
//!
//! The kernel runs a filter once for every number there is when it is installed. One comparison after the other
//! makes that the dearest step of a box; halving the numbers makes it cheap.
use std::collections::BTreeMap;
use std::io;

use seccompiler::{BpfProgram, sock_filter};

const LOAD: u16 = (libc::BPF_LD | libc::BPF_W | libc::BPF_ABS) as u16;
const EQUAL: u16 = (libc::BPF_JMP | libc::BPF_JEQ | libc::BPF_K) as u16;
const AT_LEAST: u16 = (libc::BPF_JMP | libc::BPF_JGE | libc::BPF_K) as u16;
const JUMP: u16 = (libc::BPF_JMP | libc::BPF_JA) as u16;
pub(super) const RETURN: u16 = (libc::BPF_RET | libc::BPF_K) as u16;
/// Where the kernel's `struct seccomp_data` has the number and the architecture.
const NUMBER_AT: u32 = 0;
const ARCHITECTURE_AT: u32 = 4;

#[cfg(target_arch = "x86_64")]
const ARCHITECTURE: u32 = 0xc000_003e;
#[cfg(target_arch = "aarch64")]
const ARCHITECTURE: u32 = 0xc000_00b7;
#[cfg(target_arch = "riscv64")]
const ARCHITECTURE: u32 = 0xc000_00f3;

/// What becomes of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// This, whatever its arguments.
    Now(u32),
    /// The rules with this place among those behind decide.
    Rules(usize),
}

/// Numbers from here to the next start have this answer.
type Stretch = (u32, Answer);

/// Answers these numbers, and leaves all others to the first of the rules behind.
pub(super) fn before(answers: &BTreeMap<u32, Answer>, rules: &[BpfProgram]) -> io::Result<BpfProgram> {
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
            let skipped = rules.iter().take(step.k as usize).map(Vec::len).sum::<usize>();
            step.k = u32::try_from(length + skipped - index - 1).map_err(io::Error::other)?;
        }
    }
    program.extend(rules.iter().flatten().cloned());
    Ok(program)
}

fn stretches(answers: &BTreeMap<u32, Answer>) -> Vec<Stretch> {
    const ELSE: Answer = Answer::Rules(0);
    let mut list: Vec<Stretch> = vec![(0, ELSE)];
    let mut next = 0;
    for (number, answer) in answers {
        if *number != next {
            list.push((next, ELSE));
        }
        list.push((*number, *answer));
        next = number.saturating_add(1);
    }
    list.push((next, ELSE));
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
        return Ok(vec![match answer {
            Answer::Now(value) => step(RETURN, *value),
            // Made a distance once that is known.
            Answer::Rules(place) => step(JUMP, u32::try_from(*place).map_err(io::Error::other)?),
        }]);
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

    const ALLOW: Answer = Answer::Now(libc::SECCOMP_RET_ALLOW);
    const ABSENT: Answer = Answer::Now(libc::SECCOMP_RET_ERRNO | 38);

    fn search(answers: &BTreeMap<u32, Answer>) -> BpfProgram {
        let rules = [1, 2].map(|value| vec![step(LOAD, NUMBER_AT), step(RETURN, value)]);
        before(answers, &rules).unwrap()
    }

    #[test]
    fn every_number_has_its_own_answer_after_a_few_steps() {
        let mut answers: BTreeMap<u32, Answer> =
            [0, 1, 2, 5, 7, 8, 200, 450].map(|number| (number, ALLOW)).into();
        answers.extend((20..150).step_by(2).map(|number| (number, ALLOW)));
        answers.insert(6, ABSENT);
        answers.insert(41, Answer::Rules(1));
        answers.insert(42, Answer::Rules(0));
        let program = search(&answers);
        for number in (0..1000).chain([0x4000_0000, 0x4000_0001, u32::MAX]) {
            let (found, steps) = answer(&program, [number, ARCHITECTURE]);
            let expected = match answers.get(&number) {
                Some(Answer::Now(value)) => *value,
                Some(Answer::Rules(1)) => 2,
                _ => 1,
            };
            assert_eq!(found, Some(expected), "{number}");
            assert!(steps < 18, "{number}: {steps}");
        }
    }

    #[test]
    fn another_architecture_is_killed() {
        let answers = [(1, ALLOW)].into();
        let (found, _) = answer(&search(&answers), [1, 0x4000_0003]);
        assert_eq!(found, Some(libc::SECCOMP_RET_KILL_PROCESS));
    }

    #[test]
    fn the_rules_decide_where_nothing_is_listed() {
        assert_eq!(answer(&search(&BTreeMap::new()), [0, ARCHITECTURE]).0, Some(1));
    }
}
