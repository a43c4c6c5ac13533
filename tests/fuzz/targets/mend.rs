#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| whoheld_fuzz::mend(data));
