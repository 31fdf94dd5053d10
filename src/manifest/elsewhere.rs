//! Inputs that are no files of this machine: what people write for them, and what to do instead.

use super::Damage;
use std::path::Path;

/// What an argument names that is not here: an address such as `s3://…`, or a share as Windows writes it.
pub(super) fn elsewhere(argument: &str) -> Option<Damage> {
    let (what, help) = address(argument)?;
    // A file may be called anything.
    (!Path::new(argument).exists()).then(|| Damage::new(argument, format!("is {what}")).with_help(help))
}

fn address(argument: &str) -> Option<(&'static str, &'static str)> {
    const MOUNT: &str = "mount it and give the path, or copy the files here";
    if argument.starts_with(r"\\") {
        return Some(("a share, which is not supported", MOUNT));
    }
    let (scheme, _) = argument.split_once("://")?;
    let is_scheme =
        scheme.len() > 1 && scheme.bytes().all(|sign| sign.is_ascii_alphanumeric() || b"+-.".contains(&sign));
    is_scheme.then(|| match scheme.to_lowercase().as_str() {
        "file" => ("an address; files are named by their path", "leave out file:// and give the path"),
        "smb" | "nfs" | "afp" => ("a share, which is not supported", MOUNT),
        "s3" | "gs" | "az" | "abfs" | "abfss" | "wasb" | "wasbs" | "hdfs" => {
            ("in a store of objects, which is not supported", MOUNT)
        }
        _ => ("an address, which is not supported", "copy the files here and give their path"),
    })
}
