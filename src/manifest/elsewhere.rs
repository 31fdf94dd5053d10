//! Inputs that are no files of this machine: what people write for them, and what to do instead.

use super::Damage;
use std::path::Path;

/// What an argument names that is not here: an address such as `s3://…`, or a share as Windows writes it.
pub(super) fn elsewhere(argument: &str) -> Option<Damage> {
    if Path::new(argument).exists() {
        return None;
    }
    let scheme = argument.split_once("://").map(|(scheme, _)| scheme.to_lowercase());
    let is_scheme = |text: &String| {
        text.len() > 1 && text.bytes().all(|sign| sign.is_ascii_alphanumeric() || matches!(sign, b'+' | b'-' | b'.'))
    };
    let scheme = scheme.filter(is_scheme);
    let (what, help) = match scheme.as_deref() {
        Some("file") => ("an address; files are named by their path", "leave out file:// and give the path"),
        Some("smb" | "nfs" | "afp") => {
            ("a share, which is not supported", "mount it and give the path, or copy the files here")
        }
        Some("s3" | "gs" | "az" | "abfs" | "abfss" | "wasb" | "wasbs" | "hdfs") => {
            ("in a store of objects, which is not supported", "mount it and give the path, or copy the files here")
        }
        Some(_) => ("an address, which is not supported", "copy the files here and give their path"),
        None if argument.starts_with(r"\\") => {
            ("a share, which is not supported", "mount it and give the path, or copy the files here")
        }
        None => return None,
    };
    Some(Damage::new(argument, format!("is {what}")).with_help(help))
}
