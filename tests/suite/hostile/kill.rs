//! `kill -9` at random moments: what was there is there still, or all of what was to come.
//!
//! `NEWSCONV_KILLS` asks for another number of kills than 50, `NEWSCONV_SEED` for the moments of a run
//! before.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant, SystemTime};

use crate::cli::Place;
use crate::util::{entries, file_name};

/// Outputs, each with a run of its own: files, a folder that is not there, and one that is.
const OUTPUTS: [&str; 7] = [
    "out/x.csv",
    "out/new/",
    "out/x.parquet",
    "out/there",
    "out/x.ndjson",
    "out/x.arrow",
    "out/x.json",
];

/// The one among them that is there.
const THERE: &str = "out/there";

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok().map(|text| text.parse().expect("a number"))
}

/// Random numbers: xorshift.
struct Random(u64);

impl Random {
    /// A number from 0 up to `end`.
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }
}

/// So many articles, with so many words each.
fn input(articles: usize, words: usize) -> String {
    let mut lines = Vec::new();
    for number in 0..articles {
        let (folder, body) = (number % 20, format!("Word {number}. ").repeat(words));
        writeln!(lines, r#"{{"path":"{folder}/{number}.md","title":"New","body":"{body}"}}"#)
            .expect("memory takes it");
    }
    String::from_utf8(lines).expect("UTF-8")
}

/// What the files of an output are: its own bytes, or all files below it.
fn content(place: &Place, output: &str) -> Vec<(String, Vec<u8>)> {
    let path = place.path(output);
    if !path.is_dir() {
        return fs::read(path).map(|bytes| (String::new(), bytes)).into_iter().collect();
    }
    let files = place.files(output).into_iter().filter(|file| !is_unfinished(file));
    files.map(|file| (file.clone(), fs::read(path.join(&file)).expect("a file"))).collect()
}

fn is_unfinished(path: &str) -> bool {
    path.split('/').any(|part| part.starts_with(".newsconv-"))
}

/// The unfinished files and folders that stand in `out` and in a folder there.
fn unfinished(place: &Place) -> Vec<String> {
    let mut folders = vec![place.path("out"), place.path("out/there")];
    folders.retain(|folder| folder.is_dir());
    let names = folders.iter().flat_map(|folder| entries(folder));
    let mut names: Vec<String> = names.map(|path| file_name(&path)).collect();
    names.retain(|name| is_unfinished(name));
    names.sort();
    names
}

/// A place with the input and what was written before.
fn place(input: &str, output: &str) -> Place {
    let place = Place::new();
    place.write("in.ndjson", input);
    place.folder("out");
    match output {
        "out/new/" => {}
        // Some of the files are there already, and one that no article has.
        THERE => {
            for number in (0..100).step_by(2) {
                place.write(&format!("out/there/{}/{number}.md", number % 20), "old");
            }
            place.write("out/there/other.md", "old");
        }
        file => place.write(file, "old"),
    }
    place
}

fn arguments(output: &str) -> [&str; 4] {
    ["in.ndjson", output, "--overwrite", "-q"]
}

/// Where a kill landed.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Landed {
    /// Before anything was begun.
    Early,
    /// While something unfinished was there, and nothing had changed.
    MidRun,
    /// While files were being moved into a folder.
    AmidMoves,
    /// When the output was there, and the run had not ended.
    AfterCommit,
    /// When the run had ended by itself.
    TooLate,
}

/// One output of an input, how it is before and after a run, and how long that takes.
struct Case<'i> {
    input: &'i str,
    output: &'static str,
    old: Vec<(String, Vec<u8>)>,
    new: Vec<(String, Vec<u8>)>,
    time: Duration,
}

impl<'i> Case<'i> {
    fn new(input: &'i str, output: &'static str) -> Self {
        let place = place(input, output);
        let old = content(&place, output);
        let begun = Instant::now();
        place.run(&arguments(output)).succeeds();
        let time = begun.elapsed();
        let new = content(&place, output);
        assert!(new != old && !new.is_empty());
        assert_eq!(unfinished(&place), [""; 0]);
        Self { input, output, old, new, time }
    }

    /// Begins a run and kills it `delay` after `begun` comes true.
    fn kill(&self, place: &Place, begun: impl Fn() -> bool, delay: Duration) -> Landed {
        let mut command = place.command(&arguments(self.output));
        let mut child = command.stderr(Stdio::null()).spawn().expect("it runs");
        while !begun() && child.try_wait().expect("a child").is_none() {
            std::thread::sleep(Duration::from_micros(100));
        }
        std::thread::sleep(delay);
        child.kill().expect("it can be killed");
        let ended = child.wait().expect("it ends");
        let found = content(place, self.output);
        self.check(&found);
        if ended.code().is_some() {
            assert!(ended.success() && found == self.new, "{}: {ended}", self.output);
            return Landed::TooLate;
        }
        match () {
            () if found == self.new => Landed::AfterCommit,
            () if found != self.old => Landed::AmidMoves,
            () if unfinished(place).is_empty() => Landed::Early,
            () => Landed::MidRun,
        }
    }

    /// Checks that the output is the old or the new one, or that each file of a folder that was there is.
    fn check(&self, found: &[(String, Vec<u8>)]) {
        if self.output != THERE {
            assert!(found == self.old || found == self.new, "{} is neither", self.output);
            return;
        }
        for file in found {
            assert!(self.old.contains(file) || self.new.contains(file), "{} is neither", file.0);
        }
        let name = |file: &(String, Vec<u8>)| file.0.clone();
        let names: Vec<String> = found.iter().map(name).collect();
        assert!(self.old.iter().all(|file| names.contains(&file.0)), "a file is gone");
    }

    /// Runs to the end where a run was killed: it does all it should, and leaves nothing of its own.
    fn run_again(&self, place: &Place) {
        let before = unfinished(place);
        place.run(&arguments(self.output)).succeeds();
        assert!(content(place, self.output) == self.new, "{}", self.output);
        assert_eq!(unfinished(place), before, "only what was killed is left");
        // And what is left is no input.
        if Path::new(self.output).extension().is_none() {
            let paths = place.paths(&[self.output]);
            assert_eq!(paths.len(), self.new.len());
            assert!(!paths.iter().any(|path| is_unfinished(path)));
        }
    }
}

/// Kills runs soon after they begin to move files into a folder that is there, until some have landed
/// there: moving takes so little of a run that kills at random moments may all miss it. Says how many
/// there were, and how many hit.
fn amid_moves(random: &mut Random) -> (usize, usize) {
    // So many files that moving them takes longer than noticing that it has begun.
    let input = input(1000, 10);
    let case = Case::new(&input, THERE);
    let (mut aimed, mut hits) = (0, 0);
    while aimed < 40 && hits < 2 {
        let place = place(case.input, case.output);
        // The first of the folders that the moves need and that are not there.
        let begun = || place.path(case.output).join("1").exists();
        let landed = case.kill(&place, begun, Duration::from_micros(random.below(20_000)));
        aimed += 1;
        if landed == Landed::AmidMoves {
            hits += 1;
            case.run_again(&place);
        }
    }
    (aimed, hits)
}

#[test]
fn what_was_there_survives_kills_at_random_moments() {
    let seed = number("NEWSCONV_SEED").unwrap_or_else(|| {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("after 1970");
        u64::from(now.subsec_nanos()) << 20 | 1
    });
    let kills = number("NEWSCONV_KILLS").unwrap_or(50);
    // Not by `println!`, which the test harness keeps to itself.
    let say = |text: &str| writeln!(io::stderr(), "kill -9: {text}").expect("it can be written");
    say(&format!("NEWSCONV_SEED={seed}"));
    let mut random = Random(seed);
    let input = input(100, 600);
    let mut cases = OUTPUTS.map(|output| Case::new(&input, output));
    let mut landed = Vec::new();
    for kill in 0..kills {
        let case = &mut cases[usize::try_from(kill).expect("few") % OUTPUTS.len()];
        let place = place(case.input, case.output);
        let whole = u64::try_from(case.time.as_micros()).expect("short");
        landed.push(case.kill(&place, || true, Duration::from_micros(random.below(whole))));
        if landed.last() == Some(&Landed::TooLate) {
            // The machine has less to do than when the time was taken.
            case.time = case.time * 9 / 10;
        }
        if kill % 4 == 0 {
            case.run_again(&place);
        }
    }
    let count = |wanted: Landed| landed.iter().filter(|landed| **landed == wanted).count();
    let counts =
        [Landed::Early, Landed::MidRun, Landed::AmidMoves, Landed::AfterCommit, Landed::TooLate]
            .map(|wanted| format!("{wanted:?} {}", count(wanted)));
    say(&format!("{kills} kills: {}", counts.join(", ")));
    let (aimed, hits) = amid_moves(&mut random);
    say(&format!(
        "{aimed} kills while files were being moved into a folder, {hits} of them amid the moves"
    ));
    assert!(hits > 0, "no kill landed amid the moves");
    assert!(count(Landed::MidRun) > 0, "no kill landed in the middle of a run");
}
