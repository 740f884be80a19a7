//! What a run leaves behind: questions, proofs, a journal, a saved day, a summary.

use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use domain::decision::placement::Placement;
use domain::decision::{self, Decision, Listed, ONLINE};
use domain::units::SimTime;
use experiments::lab::{Cell, Identity, Job, Lab, Settings};
use experiments::record::Output;
use experiments::rundir::RunDirectory;
use experiments::saved::{SavedDay, stop_at};
use experiments::solve::{Certified, FORMATS, Format, Question, Task, certified};
use experiments::start::Start;
use experiments::{Plan, Watch};
use solvers::formats::Asking;
use solvers::{Choice, Choices, registry};

use crate::reader::{Reader, scratch};

/// Decisions of a run, and how many of their questions are kept.
const KEPT: &str = "store_choice:2,promise:2,delivery_fee:2,pick_batch:2,pick_route:2,bagging:2,\
                    dispatch:2,radius:1,replenish:1";

/// What stands before the checksum of a saved day and of a journal.
const MAGIC: usize = 8;

/// The files of a small run.
pub(crate) struct Begun {
    /// Where they are.
    pub(crate) folder: PathBuf,
    saved: SavedDay,
    identity: Identity,
}

impl Begun {
    /// Runs a few hours of a small world.
    pub(crate) fn run() -> Self {
        let folder = scratch("run");
        let set = |path: &str, value: &str| (path.to_owned(), value.to_owned());
        let overrides = [set("demand.sessions_per_day", "20"), set("catalog.sku_count", "60")];
        let tiny = scenarios::shipped().iter().find(|shipped| shipped.name == "tiny");
        let tiny = tiny.expect("`tiny` comes with the program").text;
        let scenario =
            scenarios::parse("tiny", tiny, &overrides).expect("its settings are allowed");
        let choices = Choices::default();
        let policies = || registry::policies(&choices).expect("the reference policies");
        let instance = scenario.build().expect("a small world");
        let (stop, start) = (AtomicBool::new(false), Start::default());
        let mut output = Output::create(&folder, false).expect("a temporary folder");
        output.capture(KEPT.parse().expect("known decisions"), "tiny").expect("room for questions");
        let plan = Plan {
            instance: &instance,
            policies: &|| registry::policies(&choices).map_err(Into::into),
            seed: 1,
            first: 0,
            replications: 1,
            threads: 1,
            start: &start,
        };
        let watch = Watch { stop: &stop, done: &|_| () };
        experiments::run(&plan, &watch, Some(&mut output)).expect("a run");
        assert!(output.finish(|_| "{}".into()).is_ok(), "a temporary folder can be written to");
        let noon = SimTime::from_hours(12);
        let saved = SavedDay {
            version: "1".into(),
            scenario: "tiny".into(),
            text: scenario.text.clone(),
            base: PathBuf::new(),
            seed: 1,
            replication: 0,
            snapshot: stop_at(&instance, policies(), &start, 1, noon).expect("a day until noon"),
        };
        saved.write(&folder.join("day")).expect("a temporary folder");
        let identity: Identity = vec![("version".into(), "1".into()), ("seed".into(), "1".into())];
        let settings = Settings {
            seed: 1,
            start: Start::default(),
            threads: 1,
            stop: &stop,
            done: &|_| (),
            policies: &|choices| registry::policies(choices).map_err(Into::into),
        };
        let mut lab = Lab::new(settings);
        lab.keep_journal(&folder, &identity, false).expect("a new journal");
        let cell = lab.add(Cell { label: "a".into(), scenario, choices: choices.clone() });
        lab.run(&[Job { cell, replication: 0 }]).expect("a replication");
        Self { folder, saved, identity }
    }

    /// The captured questions of a decision.
    pub(crate) fn questions(&self, decision: &str) -> Vec<u8> {
        let file = self.folder.join("questions").join(format!("{decision}.jsonl"));
        std::fs::read(file).unwrap_or_default()
    }
}

/// Readers of these files.
pub(crate) fn readers(begun: &Begun) -> Vec<Reader> {
    vec![captured(begun), proofs(), saved_day(begun), journal(begun), summary()]
}

/// Captured questions of all decisions, each parsed and judged.
fn captured(begun: &Begun) -> Reader {
    let read = |bytes: &[u8]| {
        let file = Box::new(Cursor::new(bytes.to_vec()));
        let Ok(posing) = FORMATS[0].read(file, "it", &Asking::default()) else { return false };
        let mut are_sound = true;
        for posed in posing {
            let Ok(posed) = posed else { return false };
            let Question::Json(json) = &posed.question else { return false };
            are_sound &= is_admitted(&posed.decision, json.get());
        }
        are_sound
    };
    let seeds = ONLINE.iter().map(|decision| begun.questions(decision));
    Reader {
        name: "captured".into(),
        seeds: seeds.filter(|seed| !seed.is_empty()).collect(),
        read: Box::new(read),
    }
}

macro_rules! admitted {
    (
        run { $($(#[$doc:meta])* $stream:literal $name:ident: $Trait:ident::$ask:ident,)* }
        before { $($early:tt)* }
    ) => {
        fn is_admitted(decision: &str, question: &str) -> bool {
            match decision {
                $(stringify!($name) => admits::<dyn decision::$name::$Trait>(question),)*
                _ => false,
            }
        }
    };
}

domain::decisions!(admitted);

fn admits<D: Decision + ?Sized>(json: &str) -> bool {
    serde_json::from_str::<D::Question<'static>>(json).is_ok_and(|read| D::admit(&read).is_ok())
}

/// Proofs of bounds, checked.
fn proofs() -> Reader {
    let ask = |format: &str, text: &'static [u8], asking: Asking| {
        let format = Format::named(format, <dyn Placement as Listed>::NAME).expect("a format");
        let mut posing = format.read(Box::new(text), "it", &asking).expect("what can be asked");
        let posed = posing.next().expect("a question").expect("a sound file");
        let task = Task::named(<dyn Placement as Listed>::NAME).expect("a decision");
        let choice = Choice::named("portfolio");
        let mut solver = task.solver(&choice, &Default::default()).expect("a solver");
        let solved = solver.answer(&posed).expect("an answer");
        certified(&posed, &solved).expect("a proof").into_bytes()
    };
    let of = |model: &str, sites: u32| Asking {
        model: Some(model.into()),
        sites: Some(sites),
        radius: model.ends_with("covering").then_some(5.0),
        ..Asking::default()
    };
    let points: &'static [u8] = b"6\n0 0 5\n3 4 7\n9 9 1\n8 1 4\n2 7 3\n5 5 2\n";
    let shops: &'static [u8] = b"2 3\n10 50\n20 60\n4 3 5\n1 2 3\n4 5 6\n";
    let seeds = vec![
        ask("mclp", points, of("p_median", 2)),
        ask("mclp", points, of("max_covering", 2)),
        ask("sscflp-holmberg", shops, of("single_source", 2)),
        ask("sscflp-holmberg", shops, of("capacitated", 2)),
    ];
    let read = |bytes: &[u8]| {
        let claimed = serde_json::from_slice::<Certified>(bytes);
        claimed.is_ok_and(|claimed| experiments::verify::verify(&claimed).is_ok())
    };
    Reader { name: "proofs".into(), seeds, read: Box::new(read) }
}

/// Content behind its checksum.
fn sealed(content: &[u8]) -> Vec<u8> {
    [&crc32fast::hash(content).to_le_bytes(), content].concat()
}

/// Saved days whose checksum is right, so that what it guards is read.
fn saved_day(begun: &Begun) -> Reader {
    let whole = std::fs::read(begun.folder.join("day")).expect("it was written");
    let magic = whole[..MAGIC].to_vec();
    let file = scratch("saved-day").join("day");
    let content = postcard::to_stdvec(&begun.saved).expect("a saved day is plain data");
    let read = move |bytes: &[u8]| {
        std::fs::write(&file, [&magic[..], &sealed(bytes)].concat()).expect("a temporary file");
        SavedDay::is_in(&file) && SavedDay::read(&file, "1").is_ok()
    };
    Reader { name: "saved-day".into(), seeds: vec![content], read: Box::new(read) }
}

/// Journals whose second record has the right length and checksum.
fn journal(begun: &Begun) -> Reader {
    let whole = std::fs::read(begun.folder.join("journal")).expect("it was written");
    let length = u32::from_le_bytes(whole[MAGIC..MAGIC + 4].try_into().expect("four bytes"));
    let first = MAGIC + 8 + length as usize;
    let (head, record) = (whole[..first].to_vec(), whole[first + 8..].to_vec());
    let folder = scratch("journal");
    let identity = begun.identity.clone();
    let read = move |bytes: &[u8]| {
        let record = [&(bytes.len() as u32).to_le_bytes()[..], &sealed(bytes)].concat();
        let file = folder.join("journal");
        std::fs::write(&file, [&head[..], &record].concat()).expect("a temporary file");
        let stop = AtomicBool::new(false);
        let mut lab = Lab::new(Settings {
            seed: 1,
            start: Start::default(),
            threads: 1,
            stop: &stop,
            done: &|_| (),
            policies: &|choices| registry::policies(choices).map_err(Into::into),
        });
        let taken = lab.keep_journal(&folder, &identity, true);
        taken.is_ok_and(|taken| taken.replications == 1)
    };
    Reader { name: "journal".into(), seeds: vec![record], read: Box::new(read) }
}

/// The summary of a directory of results.
fn summary() -> Reader {
    fn read(file: &Path) -> bool {
        RunDirectory::open(file.parent().unwrap_or(Path::new(""))).is_ok()
    }
    Reader::of_file("summary", "summary.json", read)
}
