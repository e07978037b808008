//! What the guides tell people to write is done: commands, hooks and the workflows of CI.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a helper that cannot go on fails its test")]

mod support;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Output;

use serde_yaml::Value as Yaml;
use support::Sandbox;
use support::launch::launch;

fn file(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// The YAML of `docs/ci.md`, by the file that each block says it is.
fn of_guide(name: &str) -> Yaml {
    let text = file("docs/ci.md");
    let blocks = text.split("```yaml\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    let mut found = blocks.filter(|block| block.starts_with(&format!("# {name}\n")));
    let block = found.next().unwrap_or_else(|| panic!("docs/ci.md shows no {name}"));
    serde_yaml::from_str(block).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// Runs a line as a runner does, with this program on the PATH.
fn shell(sandbox: &Sandbox, line: &str, environment: &[(&str, &str)]) -> Output {
    let folder = Path::new(env!("CARGO_BIN_EXE_gonogo")).parent().unwrap().display().to_string();
    let path = std::env::var("PATH").unwrap_or_default();
    sandbox
        .command("sh")
        .args(["-e", "-c", line])
        .env("PATH", format!("{folder}:{path}"))
        .envs(environment.iter().copied())
        .output()
        .unwrap()
}

fn words(output: &Output) -> String {
    format!(
        "{}\n{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// What a line comes back with on a launch that is not ready and has no documents yet: the gate says
/// NO-GO unless it is told to pass.
fn expected(line: &str) -> i32 {
    i32::from(!line.contains("--exit-zero"))
}

#[test]
fn the_workflow_for_github_runs_as_it_stands() {
    let sandbox = launch();
    let workflow = of_guide(".github/workflows/launch.yml");
    let steps = workflow["jobs"]["gate"]["steps"].as_sequence().unwrap();
    let summary = sandbox.home().join("summary.md").display().to_string();
    let mut run = 0;
    for line in steps.iter().filter_map(|step| step["run"].as_str()) {
        if line.starts_with("cargo install") {
            continue;
        }
        let output = shell(&sandbox, line, &[("GITHUB_STEP_SUMMARY", &summary)]);
        assert_eq!(output.status.code(), Some(expected(line)), "{line}: {}", words(&output));
        run += 1;
    }
    assert_eq!(run, 3);
    assert!(std::fs::read_to_string(summary).unwrap().contains("NO-GO"));
    let upload = steps.iter().find(|step| step["with"]["sarif_file"].is_string()).unwrap();
    let sarif = sandbox.read(upload["with"]["sarif_file"].as_str().unwrap());
    let sarif: serde_json::Value = serde_json::from_str(&sarif).unwrap();
    assert_eq!(sarif["version"], "2.1.0");
    // Enough history for the rules that look at it, and the permission that the upload needs.
    assert_eq!(steps[0]["with"]["fetch-depth"], 100);
    assert_eq!(workflow["permissions"]["security-events"], "write");
}

#[test]
fn the_job_for_gitlab_runs_as_it_stands() {
    let sandbox = launch();
    let job = &of_guide(".gitlab-ci.yml")["launch-gate"];
    let mut run = 0;
    for line in job["script"].as_sequence().unwrap().iter().map(|line| line.as_str().unwrap()) {
        if line.starts_with("cargo install") {
            continue;
        }
        let output = shell(&sandbox, line, &[]);
        assert_eq!(output.status.code(), Some(expected(line)), "{line}: {}", words(&output));
        run += 1;
    }
    assert_eq!(run, 3);
    let report = sandbox.read(job["artifacts"]["reports"]["junit"].as_str().unwrap());
    assert!(report.contains("<testsuites ") && report.contains("<failure "), "{report}");
}

#[test]
fn the_report_is_published_as_the_guide_says() {
    let github = of_guide(".github/workflows/report.yml");
    let steps = github["jobs"]["report"]["steps"].as_sequence().unwrap().iter();
    let lines = steps.filter_map(|step| step["run"].as_str());
    let gitlab = of_guide(".gitlab-ci.yml; the job has to be called pages");
    let script = gitlab["pages"]["script"].as_sequence().unwrap().iter();
    let script = script.map(|line| line.as_str().unwrap());
    for lines in [lines.collect::<Vec<_>>(), script.collect()] {
        let sandbox = launch();
        for line in lines.into_iter().filter(|line| !line.starts_with("cargo install")) {
            let output = shell(&sandbox, line, &[]);
            assert_eq!(output.status.code(), Some(0), "{line}: {}", words(&output));
        }
        assert!(sandbox.read("public/index.html").starts_with("<!DOCTYPE html>"));
    }
}

#[test]
fn the_hooks_run_as_they_stand() {
    let hooks: Vec<Yaml> = serde_yaml::from_str(&file(".pre-commit-hooks.yaml")).unwrap();
    let offered: BTreeSet<&str> = hooks.iter().map(|hook| hook["id"].as_str().unwrap()).collect();
    let guide = of_guide(".pre-commit-config.yaml");
    let named = guide["repos"][0]["hooks"].as_sequence().unwrap();
    assert_eq!(
        named.iter().map(|hook| hook["id"].as_str().unwrap()).collect::<BTreeSet<_>>(),
        offered
    );
    let sandbox = launch();
    sandbox.run(&["docs"]);
    for hook in &hooks {
        let entry = hook["entry"].as_str().unwrap();
        // Documents are current now; the launch is still not ready.
        let code = i32::from(!entry.contains("docs"));
        let output = shell(&sandbox, entry, &[]);
        assert_eq!(output.status.code(), Some(code), "{entry}: {}", words(&output));
        assert_eq!(hook["language"], "system");
        assert_eq!(hook["pass_filenames"], false);
        let files = regex::Regex::new(hook["files"].as_str().unwrap()).unwrap();
        for path in
            ["gonogo.yaml", "backlog/A-1.yaml", "packs/shopify/pack.yaml", "docs/rollback.md"]
        {
            assert!(files.is_match(path), "{entry} looks at {path}");
        }
    }
}

#[test]
fn what_the_guides_call_can_be_called() {
    let sandbox = launch();
    let root = env!("CARGO_MANIFEST_DIR");
    let mut called = 0;
    for file in ["docs/ci.md", ".pre-commit-hooks.yaml", "README.md"] {
        let text = std::fs::read_to_string(format!("{root}/{file}")).unwrap();
        for line in text.lines() {
            let command = line.trim().trim_start_matches("- ");
            let command = command.trim_start_matches("run: ").trim_start_matches("entry: ");
            // Only the first of several on a line, without what the shell does with its output.
            let command = command.split(" && ").next().unwrap();
            let command = command.split("  #").next().unwrap();
            let command = command.split(" > ").next().unwrap().trim();
            let Some(arguments) = command.strip_prefix("gonogo ") else { continue };
            if arguments.contains(['"', '\'', '|']) || !arguments.is_ascii() {
                continue;
            }
            let mut words: Vec<&str> = arguments.split_whitespace().collect();
            if !words.first().is_some_and(|word| word.chars().all(|c| c.is_ascii_lowercase())) {
                continue;
            }
            words.push("--help");
            let output = sandbox.run(&words);
            assert_eq!(output.status.code(), Some(0), "{file}: gonogo {arguments}");
            called += 1;
        }
    }
    assert!(called >= 8, "{called}");
}
