//! The page in a real browser: drawn, sorted, filtered, printed, on a phone, in the dark, without its
//! script, and with content that wants to be more than text.

#![allow(clippy::unwrap_used, reason = "a helper that cannot go on fails its test")]

mod support;

use std::net::TcpListener;
use std::path::PathBuf;

use serde_json::{Value, json};
use support::Sandbox;
use support::browser::Browser;
use support::launch::SETTINGS;

/// A text that no page may take for more.
const HOSTILE: &[&str] = &[
    "<script>window.hit = 1</script>",
    "\"><img src=x onerror=\"window.hit = 2\">",
    "<svg onload='window.hit = 3'></svg>",
    "</title></style></script><script>window.hit = 4</script>",
    "<iframe src='javascript:parent.hit = 5'></iframe>",
    "<meta http-equiv=refresh content='0; url=https://evil.example'>",
    "<style>body { display: none }</style><link rel=stylesheet href=https://evil.example/x.css>",
    "<a href='javascript:window.hit = 6' autofocus onfocus='window.hit = 7'>x</a>",
    "javascript:window.hit=8",
    "<base href=https://evil.example/><form action=https://evil.example><button>x</button></form>",
    "\u{202e}gnp.exe \u{200b}\u{1b}[2J",
];

/// How wide the page is, and what sticks out of a screen of that width without scrolling by itself.
fn too_wide(browser: &Browser, width: u32) -> Value {
    browser.eval(&format!(
        "const wide = [...document.querySelectorAll('body *')].filter((e) =>
             e.checkVisibility() && !e.closest('.wide > *') && e.getBoundingClientRect().right > {width} + 0.5);
         return [document.documentElement.scrollWidth, wide.map((e) => e.outerHTML.slice(0, 100))];"
    ))
}

/// A launch with columns of every role, two packs and findings, and the page of it.
fn page() -> (Sandbox, PathBuf) {
    let sandbox = Sandbox::new();
    sandbox.write("gonogo.yaml", format!("{SETTINGS}signoff_roles: [owner, docs]\n"));
    let items = [
        (
            "A-1",
            "scope: launch-critical\nrisk: low\nowner: ads-lead\ndue: 2026-12-20\ncriterion: C1\npacks: [shopify]\nrationale: Refunds come late.",
        ),
        (
            "A-2",
            "scope: launch-critical\nrisk: high\nowner: commerce-lead\ndue: 2026-11-02\npacks: [stripe]",
        ),
        ("A-10", "scope: launch-critical\nrisk: medium\npacks: [shopify, stripe]"),
        (
            "B-1",
            "scope: post-launch\nrisk: high\nowner: ads-lead\npacks: [stripe]\ndeferral: {link: PACK-7, risk: Payouts are shown a day late., revisit: 2027-02-01}",
        ),
        ("C-1", "risk: medium\npacks: [shopify]"),
        ("D-1", "status: closed\nscope: launch-critical\nevidence: [{ref: packs/shopify/a.csv}]"),
    ];
    for (id, fields) in items {
        sandbox.write(
            format!("backlog/{id}.yaml"),
            format!("id: {id}\ntitle: Title of {id}\n{fields}\n"),
        );
    }
    for (id, steps) in [("shopify", "Switch shopify off."), ("stripe", "Switch stripe off.")] {
        sandbox.write(
            format!("packs/{id}/pack.yaml"),
            format!(
                "id: {id}\ntitle: The {id} pack\nowner: commerce-lead\nrisk: high\nrollback: {{steps: [{steps}], owner: ads-lead}}\n\
                 unsupported: [{{id: many, case: Many shops at once, effect: The first counts}}]\n\
                 waivers: [{{rule: GNG031, why: The drill is on Monday, compensation: Someone watches, by: ads-lead, until: 2027-01-12}}]\n"
            ),
        );
    }
    committed(&sandbox, "2026-10-05", "Ada", "A launch\n\nGonogo-Meeting: 2026-10-05\n");
    let item = sandbox.read("backlog/C-1.yaml");
    sandbox.write("backlog/C-1.yaml", format!("{item}scope: launch-adjacent\n"));
    written(sandbox)
}

/// Commits everything on a day, as somebody.
fn committed(sandbox: &Sandbox, day: &str, author: &str, message: &str) {
    sandbox.git(&["add", "--all"]);
    let when = format!("{day}T12:00:00+00:00");
    let mut command = sandbox.command("git");
    command.args(["commit", "--quiet", "--message", message]);
    command.env("GIT_COMMITTER_DATE", &when).env("GIT_AUTHOR_DATE", &when);
    assert!(command.env("GIT_AUTHOR_NAME", author).status().unwrap().success());
}

fn written(sandbox: Sandbox) -> (Sandbox, PathBuf) {
    committed(&sandbox, "2026-11-20", "Finn", "Decided");
    let output = sandbox.run(&["report", "--output", "launch.html", "--date", "2026-11-23"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let file = sandbox.path().canonicalize().unwrap().join("launch.html");
    (sandbox, file)
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect()
}

/// The ids of the entries that can be seen in the table with this heading.
fn rows(browser: &Browser, heading: &str) -> Vec<String> {
    let found = browser.eval(&format!(
        "const table = [...document.querySelectorAll('table')]
             .find((table) => table.caption.textContent.startsWith({heading:?}));
         return [...table.tBodies[0].rows].filter((row) => !row.hidden).map((row) => row.cells[0].textContent);"
    ));
    texts(&found).into_iter().map(str::to_owned).collect()
}

/// Waits until the words about the filter are there, or gone.
fn filtered(browser: &Browser, there: bool) -> String {
    let words = browser.wait_for(&format!(
        "const words = document.getElementById('shown');
         const look = () => (words.textContent !== '') === {there} && (done(words.textContent), true);
         if (!look()) new MutationObserver((_, seen) => look() && seen.disconnect())
             .observe(words, {{childList: true, characterData: true, subtree: true}});"
    ));
    words.as_str().unwrap().to_owned()
}

#[test]
fn it_is_drawn_sorted_and_filtered_and_asks_nobody_for_anything() {
    let (_sandbox, file) = page();
    let Some(browser) = Browser::start() else { return };
    browser.requests();
    browser.open(&file);
    assert_eq!(browser.console(), [""; 0], "no violation of its own policy, and no error");
    let own = format!("file://{}", file.display());
    assert_eq!(browser.requests(), [&*own], "the page and nothing else");
    assert!(browser.eval("return document.title").as_str().unwrap().starts_with("NO-GO: Atlas"));

    // The riskiest first; then by a click, up and down, with numbers as numbers.
    assert_eq!(rows(&browser, "Launch-critical"), ["A-2", "A-10", "A-1"]);
    let sort = |head: &str| {
        browser.eval(&format!(
            "const head = [...document.querySelectorAll('table.items th[data-sort]')]
                 .filter((head) => head.closest('table').caption.textContent.startsWith('Launch-critical'))
                 .find((head) => head.textContent === {head:?});
             head.querySelector('button').click();
             return head.getAttribute('aria-sort');"
        ))
    };
    assert_eq!(sort("Item"), "ascending");
    assert_eq!(rows(&browser, "Launch-critical"), ["A-1", "A-2", "A-10"]);
    assert_eq!(sort("Item"), "descending");
    assert_eq!(rows(&browser, "Launch-critical"), ["A-10", "A-2", "A-1"]);
    assert_eq!(sort("Risk"), "ascending");
    assert_eq!(rows(&browser, "Launch-critical"), ["A-1", "A-10", "A-2"], "low, medium, high");
    assert_eq!(sort("Due"), "ascending");
    assert_eq!(rows(&browser, "Launch-critical"), ["A-2", "A-1", "A-10"], "no day comes last");
    assert_eq!(sort("Due"), "descending");
    assert_eq!(rows(&browser, "Launch-critical"), ["A-1", "A-2", "A-10"], "then too");
    let sorted = "return document.querySelectorAll('[aria-sort]').length";
    assert_eq!(browser.eval(sorted), 1, "one head of a table says that it is sorted by");

    // By words, as somebody types them; what is hidden is counted.
    browser.eval("document.getElementById('words').focus()");
    browser.insert("refunds");
    let words = filtered(&browser, true);
    assert!(words.starts_with("Filtered by the words \u{201c}refunds\u{201d}: 1 of "), "{words}");
    assert_eq!(rows(&browser, "Launch-critical"), ["A-1"]);
    let note = "return [...document.querySelectorAll('caption')]
        .find((caption) => caption.textContent.startsWith('Launch-critical')).querySelector('.note').textContent";
    assert_eq!(browser.eval(note), "3 open, 1 of 3 shown");
    browser.eval("document.getElementById('all').click()");
    filtered(&browser, false);
    assert_eq!(rows(&browser, "Launch-critical").len(), 3);
    let focus = browser.eval("return document.activeElement.id");
    assert_eq!(focus, "words", "the focus is where one goes on");

    // By pack, owner and risk: entries of every kind follow.
    let choose = |field: &str, option: &str| {
        browser.eval(&format!(
            "const select = document.getElementById({field:?});
             select.value = [...select.options].find((option) => option.text === {option:?}).value;
             select.dispatchEvent(new Event('change'));"
        ));
    };
    choose("pack", "stripe");
    assert_eq!(rows(&browser, "Launch-critical"), ["A-2", "A-10"]);
    assert_eq!(rows(&browser, "Put off"), ["B-1"]);
    assert_eq!(rows(&browser, "What the packs do not support"), ["The stripe pack"]);
    let runbooks =
        "return [...document.querySelectorAll('article')].filter((a) => !a.hidden).length";
    assert_eq!(browser.eval(runbooks), 1);
    choose("owner", "Advertising lead");
    assert_eq!(rows(&browser, "Launch-critical"), [""; 0]);
    assert_eq!(rows(&browser, "Put off"), ["B-1"]);
    let words = filtered(&browser, true);
    assert!(words.contains("pack stripe, owner Advertising lead: "), "{words}");

    // A link to what is filtered away leads there all the same.
    browser.wait_for(
        "addEventListener('hashchange', () => setTimeout(done)); location.hash = 'item-A-1';",
    );
    assert_eq!(filtered(&browser, false), "");
    assert_eq!(rows(&browser, "Launch-critical").len(), 3);
}

#[test]
fn hostile_content_does_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let here = format!("http://{}/", listener.local_addr().unwrap());
    let sandbox = Sandbox::new();
    let quoted =
        |text: &str| serde_json::to_string(text).unwrap().replace("https://evil.example", &here);
    let long = "w".repeat(3000);
    let texts_of: Vec<String> =
        HOSTILE.iter().map(|text| quoted(text)).chain([quoted(&long)]).collect();
    let everything = quoted(&HOSTILE.concat());
    sandbox.write(
        "gonogo.yaml",
        format!(
            "{}signoff_roles: [{everything}]\n",
            SETTINGS
                .replace("Atlas", &everything)
                .replace("Commerce lead", &everything)
                .replace("title: Launch-critical", &format!("title: {everything}"))
        ),
    );
    for (n, text) in texts_of.iter().enumerate() {
        let scope = ["launch-critical", "post-launch", "undecided"][n % 3];
        sandbox.write(
            format!("backlog/{n}.yaml"),
            format!(
                "id: {text}\ntitle: {text}\nrationale: {text}\nscope: {scope}\nowner: {text}\npacks: [{text}, shopify]\ncriterion: {text}\n\
                 deferral: {{link: {text}, risk: {text}}}\nevidence: [{{ref: {text}}}]\n"
            ),
        );
    }
    sandbox.write(
        "packs/shopify/pack.yaml",
        format!(
            "id: shopify\ntitle: {everything}\nowner: commerce-lead\nrollback: {{to: {everything}, steps: [{everything}], verify: {everything}}}\n\
             behavior: {{{everything}: {{show: hide}}}}\nunsupported: [{{id: x, case: {everything}, effect: {everything}, item: {everything}}}]\n\
             signoffs: [{{role: {everything}, verdict: go, by: {everything}, note: {everything}}}]\n"
        ),
    );
    let message = format!("{}\n\nGonogo-Meeting: {}\n", HOSTILE[0], HOSTILE[1]);
    committed(&sandbox, "2026-10-05", HOSTILE[8], &message);
    let text = sandbox.read("backlog/2.yaml").replace("scope: undecided", "scope: launch-critical");
    sandbox.write("backlog/2.yaml", text);
    let (_sandbox, file) = written(sandbox);
    let Some(browser) = Browser::start() else { return };
    browser.requests();
    browser.open(&file);
    assert_eq!(browser.console(), [""; 0], "nothing even tried");
    let own = format!("file://{}", file.display());
    assert_eq!(browser.requests(), [&*own]);
    assert_eq!(browser.eval("return window.hit ?? null"), Value::Null);
    let counted = "return ['script', 'style', 'iframe', 'img', 'form', 'base', 'link', 'object', '[onerror]', '[onload]', '[style]']
        .map((what) => document.querySelectorAll(what).length)";
    assert_eq!(browser.eval(counted), json!([1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]));
    let links = browser.eval("return [...document.links].map((link) => link.getAttribute('href'))");
    let leads_out = |link: &&str| !link.starts_with('#');
    assert!(texts(&links).into_iter().filter(leads_out).all(|link| link.starts_with("https://")));
    let shown = browser.eval("return document.querySelector('main').textContent");
    for text in ["<script>window.hit = 1</script>", "<iframe src=", "<202E>gnp.exe <200B><1B>[2J"] {
        assert!(shown.as_str().unwrap().contains(text), "{text} is shown as text");
    }

    // Where something got into the page all the same, the policy stops it.
    let injected = browser.eval(&format!(
        "const script = document.createElement('script');
         script.textContent = 'window.hit = 9';
         document.body.append(script);
         const remote = document.createElement('script');
         remote.src = '{here}';
         document.body.append(remote);
         const box = document.createElement('div');
         box.innerHTML = '<img src={here} onerror=\"window.hit = 10\"><p style=\"position: fixed\" onclick=\"window.hit = 11\">x</p>';
         document.body.append(box);
         box.querySelector('p').click();
         return [window.hit ?? null, getComputedStyle(box.querySelector('p')).position];"
    ));
    assert_eq!(injected, json!([null, "static"]));
    let console = browser.console();
    let stopped = console.iter().filter(|line| line.contains("Content Security Policy")).count();
    assert!(stopped >= 4, "script, remote script, image, style, handler: {console:#?}");
    assert_eq!(browser.eval("return window.hit ?? null"), Value::Null);
    assert!(listener.accept().is_err(), "nobody was called");

    // The charts are drawn, whatever the columns are called.
    let drawn = "return [...document.querySelectorAll('svg.plot path')].map((path) => path.getTotalLength() > 0)";
    assert_eq!(browser.eval(drawn), json!([true, true, true, true, true, true, true]));

    // Nor can it push the page apart.
    for width in [360, 1024, 1280] {
        browser.screen(width, 740);
        assert_eq!(too_wide(&browser, width), json!([width, []]));
    }
}

#[test]
fn on_paper_all_of_it_is_there_or_it_says_what_is_not() {
    let (_sandbox, file) = page();
    let Some(browser) = Browser::start() else { return };
    browser.prefer("dark");
    browser.open(&file);
    let Some(paper) = browser.printed() else { return };
    // Lines are broken where a cell ends, in the middle of an address too.
    let flat = |text: &str| text.split_whitespace().collect::<String>();
    for words in [
        "NO-GO",
        "A-1",
        "A-2",
        "A-10",
        "B-1",
        "C-1",
        "D-1",
        "Payouts are shown a day late.",
        "Refunds come late.",
        "Switch shopify off.",
        "Switch stripe off.",
        "Many shops at once",
        "The drill is on Monday",
        "https://example.com/browse/PACK-7",
    ] {
        assert!(flat(&paper).contains(&flat(words)), "{words}:\n{paper}");
    }
    assert!(
        !paper.contains("All packs") && !paper.contains("Skip to"),
        "what works on a screen alone is gone"
    );
    let pages: Vec<&str> = paper.split('\u{c}').collect();
    let page_of = |words: &str| pages.iter().position(|page| page.contains(words)).unwrap();
    assert_ne!(page_of("Switch shopify off."), page_of("Switch stripe off."), "a sheet each");

    browser.eval("document.getElementById('words').focus()");
    browser.insert("refunds");
    filtered(&browser, true);
    let paper = browser.printed().unwrap();
    assert!(paper.contains("Filtered by the words") && paper.contains("are hidden."), "{paper}");
    assert!(!paper.contains("Title of A-2"));
}

#[test]
fn the_trend_is_drawn_said_and_counted_out() {
    let (_sandbox, file) = page();
    let Some(browser) = Browser::start() else { return };
    browser.open(&file);
    // Said to those who do not see it: what it is, and what is to be seen in it.
    let tree = browser.tools("Accessibility.getFullAXTree", &json!({}));
    let images: Vec<(&str, &str)> = tree["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|node| node["role"]["value"] == "image" && node["ignored"] != true)
        .map(|node| {
            let text = |key: &str| node[key]["value"].as_str().unwrap_or_default();
            (text("name"), text("description"))
        })
        .collect();
    let names: Vec<&str> = images.iter().map(|(name, _)| *name).collect();
    assert_eq!(
        names,
        [
            "Open items by column",
            "Open items that the launch waits for",
            "Items put off, by how long ago"
        ]
    );
    assert!(images[0].1.contains("From 2026-10-05 to 2027-01-12."), "{images:?}");
    assert!(images[0].1.contains("Marked: launch 2027-01-12, as of 2026-11-23."), "{images:?}");
    let section =
        browser.eval("return document.querySelector('section[aria-labelledby=trend]').innerText");
    let section = section.as_str().unwrap();
    for words in ["open 0 (-1) in Undecided", "3 open in Launch-critical, 50 days to the launch"] {
        assert!(section.contains(words), "{words}: {section}");
    }
    // At every width: marks stand where their days are, letters keep their size, nothing overlaps.
    for (width, scheme) in [(360, "light"), (1280, "dark")] {
        browser.screen(width, 740);
        browser.prefer(scheme);
        browser.open(&file);
        let seen = browser.eval(
            "const plot = document.querySelector('svg.plot'), box = plot.getBoundingClientRect();
             const words = [...plot.querySelectorAll('text.words')];
             const size = parseFloat(getComputedStyle(words[0]).fontSize);
             const today = [...plot.querySelectorAll('line.mark')].at(-1).getBoundingClientRect().left;
             const boxes = [...plot.querySelectorAll('text.words, text.end')].map((t) => t.getBoundingClientRect());
             const over = boxes.filter((a, n) => boxes.some((b, m) => m > n && a.left < b.right - 1 && b.left < a.right - 1
                 && a.top < b.bottom - 4 && b.top < a.bottom - 4)).length;
             const line = getComputedStyle(plot.querySelector('path.required')).stroke;
             return [box.width > 250, size > 11, Math.round(1000 * (today - box.left) / box.width), over, line];",
        );
        // The 49th of 99 days.
        assert_eq!(
            (&seen[0], &seen[1], &seen[2], &seen[3]),
            (&true.into(), &true.into(), &495.into(), &0.into()),
            "{width}: {seen}"
        );
        let colour = if scheme == "light" { "rgb(156, 35, 24)" } else { "rgb(255, 168, 156)" };
        assert_eq!(seen[4], colour);
        browser.picture(&format!("trend-{width}"));
    }
    // The table holds the last day last, and is no list that a filter narrows down.
    browser.eval("document.getElementById('words').focus()");
    browser.insert("refunds");
    filtered(&browser, true);
    let last = browser.eval(
        "const rows = [...document.querySelectorAll('table.trend tbody tr')].filter((row) => !row.hidden);
         return [rows.length, rows.at(-1).innerText.split(/\\s+/).join(' ')]",
    );
    assert_eq!(last, json!([13, "2026-11-23 as of 0 3 1 1 1 0 3 1.5"]));
}

#[test]
fn without_its_script_it_is_whole() {
    let (_sandbox, file) = page();
    let Some(browser) = Browser::start() else { return };
    browser.tools("Emulation.setScriptExecutionDisabled", &json!({"value": true}));
    browser.open(&file);
    browser.tools("Emulation.setScriptExecutionDisabled", &json!({"value": false}));
    assert_eq!(rows(&browser, "Launch-critical"), ["A-2", "A-10", "A-1"]);
    let dead = "return [...document.querySelectorAll('button, input, select')].filter((e) => e.checkVisibility()).length";
    assert_eq!(browser.eval(dead), 0, "nothing is offered that does nothing");
    assert_eq!(browser.eval("return [...document.querySelectorAll('main [hidden]')].length"), 0);
}

#[test]
fn it_can_be_read_in_light_and_dark_and_on_a_phone() {
    let (_sandbox, file) = page();
    let Some(browser) = Browser::start() else { return };
    let faint = "
        const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
        const shade = ([r, g, b]) => {
            const part = (x) => (x /= 255) <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4;
            return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
        };
        const behind = (element) => {
            for (let e = element; e; e = e.parentElement) {
                const colour = numbers(getComputedStyle(e).backgroundColor);
                if (colour.length === 3 || colour[3] === 1) return colour;
                if (colour[3] > 0) throw new Error('half transparent: ' + e.outerHTML);
            }
            return [255, 255, 255];
        };
        const wrong = [];
        let seen = 0;
        for (const element of document.querySelectorAll('body, body *')) {
            const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
            if (!own || !element.checkVisibility() || element.closest('script')) continue;
            const [a, b] = [shade(numbers(getComputedStyle(element).color)), shade(behind(element))];
            const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
            seen += 1;
            if (contrast < 4.5) wrong.push(contrast.toFixed(2) + ' ' + element.outerHTML.slice(0, 90));
        }
        return [seen > 100, getComputedStyle(document.body).backgroundColor, wrong];";
    let mut papers = Vec::new();
    for scheme in ["light", "dark"] {
        browser.prefer(scheme);
        browser.open(&file);
        let found = browser.eval(faint);
        assert_eq!((&found[0], &found[2]), (&true.into(), &json!([])), "{scheme}");
        papers.push(found[1].clone());
        browser.picture(scheme);
    }
    assert_ne!(papers[0], papers[1]);
    browser.prefer("light");
    for width in [360, 390, 768, 1024] {
        browser.screen(width, 740);
        browser.open(&file);
        assert_eq!(too_wide(&browser, width), json!([width, []]), "no scrolling sideways");
        browser.picture(&format!("width-{width}"));
    }
    // Drawn as lists on a phone, they are tables still.
    browser.screen(360, 740);
    browser.open(&file);
    let tree = browser.tools("Accessibility.getFullAXTree", &json!({}));
    let nodes = tree["nodes"].as_array().unwrap();
    let count = |role: &str| nodes.iter().filter(|node| node["role"]["value"] == role).count();
    let tables = browser.eval("return document.querySelectorAll('table').length").as_u64().unwrap();
    assert_eq!(count("table") as u64, tables);
    assert!(count("columnheader") > 20 && count("rowheader") > 10 && count("cell") > 50);
}

#[test]
fn a_keyboard_and_a_screen_reader_get_everywhere() {
    let (_sandbox, file) = page();
    let Some(browser) = Browser::start() else { return };
    browser.open(&file);
    browser.press("Tab");
    assert_eq!(
        browser.eval("return document.activeElement.className"),
        "skip",
        "past the navigation first"
    );
    // What has the focus can be seen, all the way through.
    let here = "
        const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e);
        return [e === document.body, style.outlineStyle !== 'none' || style.boxShadow !== 'none', box.width > 0 && box.height > 0,
            e.outerHTML.slice(0, 120)];";
    let mut stops = 0;
    loop {
        let stop = browser.eval(here);
        if stop[0] == true {
            break;
        }
        assert_eq!((&stop[1], &stop[2]), (&true.into(), &true.into()), "{}", stop[3]);
        stops += 1;
        assert!(stops < 500, "the focus goes round and round");
        browser.press("Tab");
    }
    assert!(stops > 40, "{stops}");

    let sort = "
        const head = [...document.querySelectorAll('table.items th[data-sort]')].find((head) =>
            head.closest('table').caption.textContent.startsWith('Launch-critical'));
        head.querySelector('button').focus();";
    browser.eval(sort);
    browser.press("Enter");
    assert_eq!(rows(&browser, "Launch-critical"), ["A-1", "A-2", "A-10"]);
    let focus = "return document.activeElement.parentNode.getAttribute('aria-sort')";
    assert_eq!(browser.eval(focus), "ascending", "the focus stays, and the head says so");

    // What can be said of the page's structure by looking at it.
    let wrong = "
        const wrong = [], all = (what) => [...document.querySelectorAll(what)];
        const must = (holds, what) => holds || wrong.push(what);
        must(document.documentElement.lang === 'en', 'language');
        for (const one of ['h1', 'main', 'body > header', 'body > footer', 'nav[aria-label]', '[role=search][aria-label]', '[role=status]'])
            must(all(one).length === 1, one);
        let before = 0;
        for (const head of all('h1, h2, h3, h4')) {
            const level = Number(head.tagName[1]);
            must(level <= before + 1, 'after h' + before + ': ' + head.outerHTML);
            must(head.textContent.trim(), 'empty heading');
            before = level;
        }
        for (const table of all('table')) {
            must(table.caption?.textContent.trim(), 'caption');
            for (const head of table.querySelectorAll('th')) must(['row', 'col'].includes(head.scope), 'scope');
            for (const row of table.rows) must(row.cells.length === table.rows[0].cells.length, 'cells of ' + table.caption.textContent);
        }
        const ids = all('[id]').map((e) => e.id);
        must(new Set(ids).size === ids.length, 'an id stands twice');
        for (const link of all('a[href^=\"#\"]'))
            must(document.getElementById(link.getAttribute('href').slice(1)), 'leads nowhere: ' + link.outerHTML);
        for (const e of all('[aria-labelledby]')) must(document.getElementById(e.getAttribute('aria-labelledby')), 'label');
        for (const e of all('input, select')) must(e.labels.length === 1 && e.labels[0].innerText.trim(), 'label of ' + e.id);
        for (const e of all('section, article, [role=region]')) must(e.getAttribute('aria-label') || e.getAttribute('aria-labelledby'), 'name');
        return wrong;";
    assert_eq!(browser.eval(wrong), json!([]));
    let tree = browser.tools("Accessibility.getFullAXTree", &json!({}));
    for node in tree["nodes"].as_array().unwrap() {
        let role = node["role"]["value"].as_str().unwrap_or_default();
        if matches!(
            role,
            "button" | "link" | "combobox" | "searchbox" | "region" | "heading" | "table"
        ) {
            let name = node["name"]["value"].as_str().unwrap_or_default();
            assert!(node["ignored"] == true || !name.trim().is_empty(), "no name: {node:#}");
        }
    }
}
