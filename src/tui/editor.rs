//! The user's editor: started on a file at a line, or on a text that comes back.

use std::path::Path;
use std::process::Command;

/// Has a text edited, where no screen of ours has to give way.
pub(crate) fn edit_text(text: &str) -> Result<String, String> {
    let failed = |error: std::io::Error| format!("the text cannot be edited: {error}");
    let file =
        tempfile::Builder::new().prefix("gonogo-").suffix(".md").tempfile().map_err(failed)?;
    std::fs::write(file.path(), text).map_err(failed)?;
    open_editor(file.path(), 1)?;
    let text = std::fs::read_to_string(file.path()).map_err(failed)?;
    Ok(format!("{}\n", text.trim_end()))
}

/// Runs `$VISUAL`, else `$EDITOR`, else vi, at a line, and waits for it.
pub(super) fn open_editor(file: &Path, line: usize) -> Result<(), String> {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
    let editor = set("VISUAL").or_else(|| set("EDITOR")).unwrap_or_else(|| "vi".to_owned());
    let mut words = editor.split_whitespace();
    let program = words.next().unwrap_or("vi").to_owned();
    let name = Path::new(&program).file_stem().and_then(|s| s.to_str()).unwrap_or_default();
    let mut command = Command::new(&program);
    command.args(words);
    // Most editors take +LINE; those that do not would open a file of that name.
    match name {
        "code" | "codium" | "code-insiders" | "cursor" => {
            command.arg("--goto").arg(format!("{}:{line}", file.display()));
        }
        "hx" | "helix" | "subl" | "zed" => {
            command.arg(format!("{}:{line}", file.display()));
        }
        "vi" | "vim" | "nvim" | "view" | "emacs" | "emacsclient" | "nano" | "micro" | "kak"
        | "joe" | "mg" | "ne" | "jed" | "pico" | "less" | "ex" => {
            command.arg(format!("+{line}")).arg(file);
        }
        _ => {
            command.arg(file);
        }
    }
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{program} ended with {status}; nothing is taken over from it.")),
        Err(error) => Err(format!("{program} could not be started ({error}); set $EDITOR.")),
    }
}
