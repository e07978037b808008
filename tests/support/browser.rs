//! A real browser without a window: Chromium, driven through chromedriver.
//!
//! It sees files only, keeps nothing, and is gone with the value. Where there is no browser, tests
//! say so and pass, unless `GONOGO_TEST_BROWSER=required` is set, as it is in `.ci/run`.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

/// Seconds that one answer may take; a loaded machine needs some.
const PATIENCE: u64 = 120;

/// A browser with one empty page.
pub(crate) struct Browser {
    driver: Child,
    session: String,
    profile: TempDir,
}

/// The program of this name on the `PATH`; `None` where the test has to go without.
///
/// # Panics
/// Where there is none and one is required.
pub(crate) fn program(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path)
        .flat_map(|folder| names.iter().map(move |name| folder.join(name)))
        .find(|file| file.is_file());
    if found.is_none() {
        let required = std::env::var("GONOGO_TEST_BROWSER").is_ok_and(|word| word == "required");
        assert!(!required, "{names:?}: not on the PATH, and GONOGO_TEST_BROWSER says required");
        // Past the harness, which keeps what passing tests print.
        let _ = writeln!(std::io::stderr(), "SKIPPED: {names:?} is not installed");
    }
    found
}

impl Browser {
    /// Starts one; `None` where there is none.
    pub(crate) fn start() -> Option<Self> {
        let driver = program(&["chromedriver"])?;
        let chromium = program(&["chromium", "chromium-browser", "google-chrome"])?;
        let profile = tempfile::Builder::new().prefix("gonogo-browser-").tempdir().unwrap();
        let mut driver = Command::new(driver)
            .arg("--port=0")
            .env("HOME", profile.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| {
                let digits = line.split("started successfully on port ").nth(1)?;
                digits.trim_end_matches('.').parse::<u16>().ok()
            })
            .expect("chromedriver says on which port it listens");
        // It must not wait for somebody to read what else it says.
        std::thread::spawn(move || lines.for_each(drop));
        let data = format!("--user-data-dir={}", profile.path().join("data").display());
        let arguments = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            "--window-size=1280,900",
            &data,
        ];
        let wanted = json!({"capabilities": {"alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": {"binary": chromium, "args": arguments},
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
            "unhandledPromptBehavior": "ignore",
        }}});
        let base = format!("http://127.0.0.1:{port}/session");
        let mut browser = Self { driver, session: base.clone(), profile };
        let answer = browser.post_to(&base, &wanted);
        browser.session = format!("{base}/{}", answer["sessionId"].as_str().unwrap());
        Some(browser)
    }

    fn post_to(&self, url: &str, body: &Value) -> Value {
        let answer = minreq::post(url)
            .with_header("Content-Type", "application/json")
            .with_body(body.to_string())
            .with_timeout(PATIENCE)
            .send()
            .unwrap_or_else(|error| panic!("{url}: {error}"));
        let mut value: Value = serde_json::from_slice(answer.as_bytes()).unwrap();
        assert!(answer.status_code == 200, "{url} {body}: {value:#}");
        value["value"].take()
    }

    fn post(&self, command: &str, body: &Value) -> Value {
        self.post_to(&format!("{}/{command}", self.session), body)
    }

    /// Goes to a file and waits until it is there.
    pub(crate) fn open(&self, file: &Path) {
        self.post("url", &json!({"url": format!("file://{}", file.display())}));
    }

    /// The value of the body of a function, run in the page.
    pub(crate) fn eval(&self, body: &str) -> Value {
        self.post("execute/sync", &json!({"script": body, "args": []}))
    }

    /// As [`eval`](Self::eval), for a body that calls `done` when it is.
    pub(crate) fn wait_for(&self, body: &str) -> Value {
        let script = format!("const done = arguments[0]; {body}");
        self.post("timeouts", &json!({"script": PATIENCE * 1000 / 2}));
        self.post("execute/async", &json!({"script": script, "args": []}))
    }

    /// A command of the developer tools.
    pub(crate) fn tools(&self, command: &str, parameters: &Value) -> Value {
        self.post("goog/cdp/execute", &json!({"cmd": command, "params": parameters}))
    }

    /// What the console says, since it was asked last.
    pub(crate) fn console(&self) -> Vec<String> {
        let entries = self.post("se/log", &json!({"type": "browser"}));
        let words = entries.as_array().unwrap().iter();
        words.map(|entry| entry["message"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// The addresses that were asked for, since that was asked last, without those of the browser's
    /// own first page.
    pub(crate) fn requests(&self) -> Vec<String> {
        let entries = self.post("se/log", &json!({"type": "performance"}));
        let messages = entries.as_array().unwrap().iter().filter_map(|entry| {
            let message: Value = serde_json::from_str(entry["message"].as_str()?).ok()?;
            let message = &message["message"];
            let sent = message["method"] == "Network.requestWillBeSent";
            let url = message["params"]["request"]["url"].as_str().unwrap_or("?");
            let page = message["params"]["documentURL"].as_str().unwrap_or_default();
            (sent && !page.starts_with("chrome")).then(|| url.to_owned())
        });
        messages.collect()
    }

    /// Presses a key as a keyboard does: `Tab`, `Enter`.
    pub(crate) fn press(&self, key: &str) {
        let text = if key == "Enter" { "\r" } else { "" };
        let code = match key {
            "Tab" => 9,
            "Enter" => 13,
            other => panic!("no key {other}"),
        };
        for kind in ["keyDown", "keyUp"] {
            let mut event =
                json!({"type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code});
            if kind == "keyDown" && !text.is_empty() {
                event["text"] = text.into();
            }
            self.tools("Input.dispatchKeyEvent", &event);
        }
    }

    /// Types a text into what has the focus.
    pub(crate) fn insert(&self, text: &str) {
        self.tools("Input.insertText", &json!({"text": text}));
    }

    /// Makes the page as wide and high as a screen of that size.
    pub(crate) fn screen(&self, width: u32, height: u32) {
        let size =
            json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": true});
        self.tools("Emulation.setDeviceMetricsOverride", &size);
    }

    /// Prefers light or dark.
    pub(crate) fn prefer(&self, scheme: &str) {
        let feature = json!({"name": "prefers-color-scheme", "value": scheme});
        self.tools("Emulation.setEmulatedMedia", &json!({"media": "", "features": [feature]}));
    }

    /// The page on paper, as text; `None` where there is no program that reads it.
    pub(crate) fn printed(&self) -> Option<String> {
        use base64::Engine;
        let reader = program(&["pdftotext"])?;
        let printed = self.post("print", &json!({"background": true}));
        let printed = printed.as_str().unwrap();
        let pdf = base64::engine::general_purpose::STANDARD.decode(printed).unwrap();
        let file = self.profile.path().join("page.pdf");
        std::fs::write(&file, pdf).unwrap();
        let output = Command::new(reader).arg("-raw").arg(&file).arg("-").output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Some(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Keeps a picture of the page, where `GONOGO_PICTURES` names a folder: for those who want to
    /// see what the tests see.
    pub(crate) fn picture(&self, name: &str) {
        use base64::Engine;
        let Some(folder) = std::env::var_os("GONOGO_PICTURES") else { return };
        let shot = self.tools("Page.captureScreenshot", &json!({"captureBeyondViewport": true}));
        let bytes =
            base64::engine::general_purpose::STANDARD.decode(shot["data"].as_str().unwrap());
        std::fs::write(Path::new(&folder).join(format!("{name}.png")), bytes.unwrap()).unwrap();
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The browser first, or it would outlive its driver.
        let _ = minreq::delete(&self.session).with_timeout(20).send();
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
