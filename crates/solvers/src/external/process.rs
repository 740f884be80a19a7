//! A running program: a line in, a line out within a time, and its last words if it fails.

use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::command::Command;

/// Longest answer, bytes; a program that never ends its line must not fill the memory.
const LINE_LIMIT: u64 = 64 << 20;
/// How much of standard error is kept for the message.
const LAST_WORDS: usize = 2_000;
/// How much of an offending answer is shown.
const EXCERPT: usize = 200;
/// How long a program that has closed its output may take to end, before it is ended.
const FAREWELL: Duration = Duration::from_millis(500);

/// A program that was started and answers questions.
pub(super) struct Process {
    command: Command,
    child: Child,
    questions: Option<Sender<Vec<u8>>>,
    answers: Receiver<Result<Vec<u8>, String>>,
    last_words: Arc<Mutex<VecDeque<u8>>>,
    listener: Option<JoinHandle<()>>,
}

impl Process {
    /// Starts the program.
    ///
    /// It gets a process group of its own: who interrupts the run at the terminal does not
    /// interrupt the program, and what it starts ends with it.
    pub(super) fn start(command: &Command) -> Result<Self, String> {
        let (program, arguments) = command.words();
        let mut start = std::process::Command::new(program);
        start.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut start, 0);
        let mut child =
            start.spawn().map_err(|error| format!("cannot start `{}`: {error}", command.text()))?;
        let (mut stdin, stdout, stderr) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take());
        // A program that reads nothing, or writes much to standard error, must block nobody: each
        // pipe has a thread, which ends with the pipe.
        let (questions, asked) = channel::<Vec<u8>>();
        std::thread::spawn(move || {
            for line in asked {
                let Some(pipe) = &mut stdin else { return };
                if pipe.write_all(&line).and_then(|()| pipe.flush()).is_err() {
                    return;
                }
            }
        });
        let (sender, answers) = sync_channel(1);
        std::thread::spawn(move || {
            let Some(stdout) = stdout else { return };
            let mut stdout = BufReader::new(stdout);
            while let Some(line) = next_line(&mut stdout) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        let last_words = Arc::new(Mutex::new(VecDeque::new()));
        let heard = Arc::clone(&last_words);
        let listener = std::thread::spawn(move || {
            if let Some(stderr) = stderr {
                listen(stderr, &heard);
            }
        });
        let command = command.clone();
        let (questions, listener) = (Some(questions), Some(listener));
        Ok(Self { command, child, questions, answers, last_words, listener })
    }

    /// Asks a question and waits for the answer.
    ///
    /// # Errors
    /// What the program did instead of answering.
    pub(super) fn ask(&mut self, question: Vec<u8>) -> Result<Vec<u8>, String> {
        let name = self.command.text().to_owned();
        match self.answers.try_recv() {
            Err(TryRecvError::Empty) => {}
            Err(TryRecvError::Disconnected) => return Err(self.ended()),
            Ok(Ok(line)) => {
                return Err(format!("`{name}` wrote {} before it was asked", excerpt(&line)));
            }
            Ok(Err(failure)) => return Err(format!("`{name}`: {failure}")),
        }
        if self.questions.as_ref().is_none_or(|questions| questions.send(question).is_err()) {
            return Err(self.ended());
        }
        match self.answers.recv_timeout(self.command.timeout()) {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(failure)) => Err(format!("`{name}`: {failure}")),
            Err(RecvTimeoutError::Disconnected) => Err(self.ended()),
            Err(RecvTimeoutError::Timeout) => Err(format!(
                "`{name}` did not answer within {} s{}",
                self.command.timeout().as_secs_f64(),
                self.last_words()
            )),
        }
    }

    /// How the program ended.
    fn ended(&mut self) -> String {
        let name = self.command.text().to_owned();
        let until = Instant::now() + FAREWELL;
        loop {
            match self.child.try_wait() {
                Ok(Some(status)) => {
                    // All it wrote to standard error is in the pipe by now.
                    if let Some(listener) = self.listener.take() {
                        while !listener.is_finished() && Instant::now() < until {
                            std::thread::sleep(Duration::from_millis(1));
                        }
                    }
                    return format!("`{name}` ended with {status}{}", self.last_words());
                }
                Ok(None) if Instant::now() < until => {
                    std::thread::sleep(Duration::from_millis(1));
                }
                _ => return format!("`{name}` closed its standard output{}", self.last_words()),
            }
        }
    }

    /// The end of what it wrote to standard error.
    fn last_words(&self) -> String {
        let heard = self.last_words.lock().unwrap_or_else(PoisonError::into_inner);
        let heard: Vec<u8> = heard.iter().copied().collect();
        let heard = String::from_utf8_lossy(&heard);
        let lines: Vec<&str> =
            heard.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect();
        let last = &lines[lines.len().saturating_sub(5)..];
        if last.is_empty() {
            return ", having written nothing to standard error".into();
        }
        format!("; the end of its standard error:\n{}", last.join("\n"))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // The end of its input asks the program to end; whether it does is not waited for.
        self.questions = None;
        #[cfg(unix)]
        {
            use rustix::process::{Pid, Signal, kill_process_group};
            // The group is gone where the program has ended and left nobody behind.
            let group = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
            let _ = group.map(|group| kill_process_group(group, Signal::KILL));
        }
        // Fails for a program that has ended; waiting takes it off the list of processes.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The next line without its end; `None` where the output ends.
fn next_line(stdout: &mut impl std::io::BufRead) -> Option<Result<Vec<u8>, String>> {
    let mut line = Vec::new();
    match stdout.take(LINE_LIMIT).read_until(b'\n', &mut line) {
        Ok(0) => None,
        Ok(_) if line.last() == Some(&b'\n') => Some(Ok(line)),
        Ok(read) if read as u64 == LINE_LIMIT => {
            Some(Err(format!("its answer has more than {} MB", LINE_LIMIT >> 20)))
        }
        // The last line of a program that ended without ending it.
        Ok(_) => Some(Ok(line)),
        Err(error) => Some(Err(format!("its answer cannot be read: {error}"))),
    }
}

/// Keeps the end of what is written.
fn listen(mut stderr: impl Read, heard: &Mutex<VecDeque<u8>>) {
    let mut buffer = [0; 4096];
    while let Ok(read @ 1..) = stderr.read(&mut buffer) {
        let mut heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard.extend(&buffer[..read]);
        let surplus = heard.len().saturating_sub(LAST_WORDS);
        heard.drain(..surplus);
    }
}

/// The beginning of a text in quotes, on one line.
pub(super) fn excerpt(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text);
    let text = text.trim();
    let shown: String = text.chars().take(EXCERPT).flat_map(char::escape_debug).collect();
    let shown = shown.replace("\\\"", "\"").replace("\\'", "'");
    if text.chars().nth(EXCERPT).is_some() {
        format!("`{shown}`... ({} characters)", text.chars().count())
    } else {
        format!("`{shown}`")
    }
}
