//! README shows what the program says: its commands are run in their order, and what it shows of them is compared.
//! `UPDATE_EXPECTED=1` writes blocks and figures anew, in place.
//!
//! - In a `console` block every `$ redlane …` is run and must end well; one that names a file of the reader's own, `YOUR_…`, is not.
//!   Lines under a command are what it says; where a line `…` stands among them, only as many first and last lines.
//! - A block after `<!-- made by: COMMAND showing: PIECES -->` holds pieces of what the command says; instead of a command it may
//!   name a file that an earlier one wrote. Pieces are divided by `|`: `first 2` lines, `"TEXT"` the next line that has it, or
//!   `"TEXT" to "MORE"` from that line to the next that has MORE. Where lines are left out between pieces stands `…`.
//! - A figure in the text is followed by what it is: `339<!--rules-->`.

use crate::program::{copy_folder, read, read_json, redlane, root, stderr, stdout};
use crate::rules::shipped;
use redlane::columns::Column;
use redlane::reference::Reference;
use regex::{Captures, Regex};
use std::path::Path;

const CUT: &str = "…";

#[test]
fn the_readme_shows_what_comes_out() {
    let path = root().join("README.md");
    let written = String::from_utf8(read(&path)).expect("UTF-8");
    let folder = tempfile::tempdir().expect("a folder");
    for needed in ["rules", "sample_manifests"] {
        let copy = folder.path().join(needed);
        std::fs::create_dir(&copy).expect("a folder");
        copy_folder(&root().join(needed), &copy);
    }
    let mut reader = Reader { folder: folder.path(), commands: 0, blocks: 0 };
    let made = with_figures(&reader.made_anew(&written), folder.path());
    // The test looks at something.
    assert!(reader.commands >= 12, "only {} commands were run", reader.commands);
    assert!(reader.blocks >= 4, "only {} blocks are marked with what makes them", reader.blocks);
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        return std::fs::write(&path, made).expect("written");
    }
    let diff = similar::TextDiff::from_lines(&*written, &*made);
    let diff = diff.unified_diff().context_radius(2).to_string();
    assert!(written == made, "README shows what does not come out (UPDATE_EXPECTED=1 writes it anew)\n{diff}");
}

/// Goes through the README and runs what it shows.
struct Reader<'f> {
    folder: &'f Path,
    commands: usize,
    blocks: usize,
}

impl Reader<'_> {
    /// The text as it should be, figures aside.
    fn made_anew(&mut self, readme: &str) -> String {
        let mut lines = readme.lines();
        let mut made: Vec<String> = Vec::new();
        while let Some(line) = lines.next() {
            made.push(line.to_owned());
            if line.starts_with("<!-- made by: ") {
                let mut mark = line.to_owned();
                while !mark.ends_with("-->") {
                    let more = lines.next().expect("a mark ends");
                    mark = format!("{mark} {more}");
                    made.push(more.to_owned());
                }
                made.extend(lines.next().map(str::to_owned));
                assert!(made.last().is_some_and(|fence| fence.starts_with("```")), "no block after {mark}");
                lines.by_ref().take_while(|line| *line != "```").for_each(drop);
                made.extend(self.block(&mark));
                made.push("```".into());
            } else if line == "```console" {
                let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
                made.extend(self.console(&block));
                made.push("```".into());
            }
        }
        made.join("\n") + "\n"
    }

    /// Pieces of what a command says, or of a file.
    fn block(&mut self, mark: &str) -> Vec<String> {
        self.blocks += 1;
        let mark = mark.trim_start_matches("<!-- made by: ").trim_end_matches("-->");
        let (source, showing) = mark.split_once("showing: ").unwrap_or_else(|| panic!("{mark}: no `showing: `"));
        let said = match self.said_by(source) {
            Some(said) => said,
            None => lines_of(&String::from_utf8(read(self.folder.join(source.trim()))).expect("UTF-8")),
        };
        pieces(&said, showing, source)
    }

    /// Commands, with what each says under it where the README shows that.
    fn console(&mut self, block: &[&str]) -> Vec<String> {
        let mut made = Vec::new();
        for part in block.chunk_by(|_, next| !next.starts_with("$ ")) {
            let (command, shown) = part.split_first().expect("a part has a line");
            let command = command.strip_prefix("$ ").unwrap_or_else(|| panic!("{command}: no command before it"));
            made.push(format!("$ {command}"));
            match self.said_by(command) {
                Some(said) => made.extend(as_much_of(&said, shown)),
                None => made.extend(shown.iter().map(|line| (*line).to_owned())),
            }
        }
        made
    }

    /// What a command says, on standard output and then on standard error; `None` where it is none that can be run here.
    fn said_by(&mut self, command: &str) -> Option<Vec<String>> {
        let words = words(command);
        let first = words.iter().position(|word| !word.contains('=')).unwrap_or_default();
        let (settings, words) = words.split_at(first);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let mut arguments = match words.as_slice() {
            ["redlane", arguments @ ..] | ["cargo", "run", "--release", "--", arguments @ ..] => arguments.to_vec(),
            _ => return None,
        };
        if arguments.iter().any(|argument| argument.starts_with("YOUR_")) {
            return None;
        }
        // Lists end one day; the README is held to a day on which they count.
        if let ["rules", "check" | "test" | "why" | "list" | "coverage", ..] | ["precheck", ..] = arguments.as_slice() {
            arguments.extend(["--run-date", "2026-11-23"]);
        }
        self.commands += 1;
        let settings = settings.iter().filter_map(|setting| setting.split_once('='));
        let output = redlane().current_dir(self.folder).envs(settings).args(&arguments).output().expect("it starts");
        assert!(output.status.success(), "{command}\n{}\n{}", stdout(&output), stderr(&output));
        Some(lines_of(&(stdout(&output) + &stderr(&output))))
    }
}

/// Lines without the blanks that fill a table.
fn lines_of(text: &str) -> Vec<String> {
    text.lines().map(|line| line.trim_end().to_owned()).collect()
}

/// Words of a command line as a shell cuts them: quotes hold words together, and what follows a # is a remark.
fn words(command: &str) -> Vec<String> {
    let word = Regex::new(r#"(?:"[^"]*"|[^\s"])+"#).expect("a pattern");
    let all = word.find_iter(command).map(|word| word.as_str().replace('"', ""));
    all.take_while(|word| !word.starts_with('#')).collect()
}

/// All that was said where all is shown, or as many first and last lines as stand before and after the cut.
fn as_much_of(said: &[String], shown: &[&str]) -> Vec<String> {
    let Some(cut) = shown.iter().position(|line| *line == CUT) else {
        return if shown.is_empty() { Vec::new() } else { said.to_vec() };
    };
    let (before, after) = (cut, shown.len() - cut - 1);
    assert!(said.len() > before + after, "nothing is left out where the README has {CUT}: {said:#?}");
    [&said[..before], &[CUT.to_owned()], &said[said.len() - after..]].concat()
}

fn pieces(said: &[String], showing: &str, source: &str) -> Vec<String> {
    let mut made = Vec::new();
    let mut at = 0;
    for (number, piece) in showing.split('|').map(str::trim).enumerate() {
        let next_with = |text: &str, from: usize| {
            let text = text.trim().trim_matches('"');
            let found = said[from..].iter().position(|line| line.contains(text));
            from + found.unwrap_or_else(|| panic!("{source} says no `{text}` any more:\n{}", said.join("\n")))
        };
        let (first, last) = match (piece.strip_prefix("first "), piece.split_once("\" to \"")) {
            (Some(lines), _) => (at, at + lines.parse::<usize>().expect("a number of lines") - 1),
            (None, Some((from, to))) => {
                let first = next_with(from, at);
                (first, next_with(to, first + 1))
            }
            (None, None) => (next_with(piece, at), next_with(piece, at)),
        };
        if number > 0 && first > at {
            made.push(CUT.to_owned());
        }
        made.extend_from_slice(&said[first..=last]);
        at = last + 1;
    }
    made
}

/// Figures in the text, each from what it is a figure of.
fn with_figures(text: &str, folder: &Path) -> String {
    let pack = shipped();
    let counts = read_json(folder.join("out/run.json"))["counts"].clone();
    let first_review = pack.lists.iter().map(|list| list.review_by).min().expect("lists");
    let figure = Regex::new(r"([0-9][0-9,.-]*)<!--([a-z ]+)-->").expect("a pattern");
    assert!(figure.find_iter(text).count() >= 6, "README marks hardly a figure");
    let made = figure.replace_all(text, |found: &Captures<'_>| {
        let value = match &found[2] {
            "rules" => grouped(pack.rules.len()),
            "packs" => grouped(pack.packs.len()),
            "lists" => grouped(pack.lists.len()),
            "columns" => grouped(Column::ALL.len()),
            "ports" => grouped(Reference::embedded().routes.ports().len()),
            "rows" => grouped(counts["rows_in"].as_u64().expect("a count") as usize),
            "containers" => grouped(counts["containers"].as_u64().expect("a count") as usize),
            "first review" => first_review.to_string(),
            other => panic!("README marks {} as `{other}`, which nobody counts", &found[1]),
        };
        format!("{value}<!--{}-->", &found[2])
    });
    made.into_owned()
}

/// A number as English groups it: 2,214.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).expect("digits")).collect();
    groups.join(",")
}

/// The glossary knows every family that a list or an explanation can show.
#[test]
fn every_family_stands_in_the_words() {
    let text = String::from_utf8(read(root().join("docs/words.md"))).expect("UTF-8");
    for info in shipped().packs {
        for family in &info.families {
            let line = format!("| {family} | `{}` | ", info.id);
            assert!(text.contains(&line), "docs/words.md lacks `{line}`");
        }
    }
}
