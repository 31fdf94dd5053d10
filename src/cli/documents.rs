//! Shell completions and the manual page, made from the command line itself.

use super::exit::{Exit, Failure};
use super::to_stdout;
use clap::Command;

pub fn completions(shell: clap_complete::Shell, mut command: Command) -> Result<Exit, Failure> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut command, "redlane", &mut text);
    to_stdout(&String::from_utf8_lossy(&text))?;
    Ok(Exit::Done)
}

pub fn manual(command: Command) -> Result<Exit, Failure> {
    let mut text = Vec::new();
    clap_mangen::Man::new(command).render(&mut text).map_err(|error| Failure::output("<stdout>", &error))?;
    to_stdout(&String::from_utf8_lossy(&text))?;
    Ok(Exit::Done)
}
