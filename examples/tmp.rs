use whoheld::*;
fn main() {
    let text = std::fs::read_to_string(std::env::args().nth(1).unwrap()).unwrap();
    let h = match History::from_toml(&text) { Ok(h) => h, Err(e) => { eprintln!("{e}"); std::process::exit(2) } };
    for p in h.places() {
        println!("{}", p.id);
        for v in [h.by_side()] { println!("{:#?}", v.timeline(p).unwrap()); }
    }
    for d in h.replay().days() { println!("== {}", d.date()); for s in d.steps() { println!("  {} {:?} -> {:?}", s.event().name(), s.before(), s.after()); }
      for a in d.close() { println!("     {a} since {} until {} {} {:?}", a.since(), a.until(), a.basis(), a.last_evidence()); } }
    let back = History::from_toml(&h.to_toml()).unwrap();
    assert!(back == h);
    assert_eq!(back.to_toml(), h.to_toml());
    print!("{}", h.to_toml());
}
