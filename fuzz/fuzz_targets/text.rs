#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| gonogo_fuzz::text::run(bytes));
