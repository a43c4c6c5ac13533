//! The layers of the source: what may import what.
//!
//! `src/` is built in floors. A folder or file imports only from the floors below its own, and no two files import each
//! other, through others either. DESIGN.md, "The code", draws the map.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The floors from the bottom up. What stands on one floor does not import each other.
const FLOORS: [&[&str]; 15] = [
    &["table", "intern", "numbers", "spelling"],
    &["text"],
    &["share", "time"],
    &["fold", "scenario"],
    &["facts"],
    &["reading"],
    &["history"],
    &["words"],
    &["view", "document"],
    &["aleppo", "answer"],
    &["audit", "queries"],
    &["compare"],
    &["picture"],
    &["page"],
    &["lib"],
];

/// A source file: its name without `src/` and `.rs`, its code without comments and texts, and what it imports.
struct File {
    name: String,
    code: String,
    /// Paths from the crate's root; and whether the file only passes the name on, under a shorter path.
    imports: Vec<(Vec<String>, bool)>,
}

impl File {
    /// The folder that it belongs to, or for a file directly in `src/` its own name.
    fn folder(&self) -> &str {
        self.name.split('/').next().unwrap_or_default()
    }

    /// The module that it is: `mod` stands for its folder.
    fn module(&self) -> Vec<&str> {
        self.name.split('/').filter(|part| *part != "mod" && *part != "lib").collect()
    }
}

fn files() -> Vec<File> {
    fn walk(folder: &Path, name: &str, files: &mut Vec<File>) {
        let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            let stem = path.file_stem().unwrap().to_str().unwrap();
            let name = if name.is_empty() { stem.to_owned() } else { format!("{name}/{stem}") };
            if path.is_dir() {
                walk(&path, &name, files);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let code = code_of(&fs::read_to_string(&path).unwrap());
                let mut file = File { name, code, imports: Vec::new() };
                file.imports = imports(&file);
                files.push(file);
            }
        }
    }
    let mut files = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), "", &mut files);
    files
}

/// A source text without comments, unit tests at its end, and what stands in quotes.
fn code_of(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    let mut code = String::new();
    for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
        let mut quoted = false;
        let mut escaped = false;
        for sign in line.chars() {
            let quote = sign == '"' && !escaped;
            quoted ^= quote;
            escaped = sign == '\\' && !escaped;
            if !quoted && !quote {
                code.push(sign);
            }
        }
        code.push('\n');
    }
    code
}

/// The paths that a tree of imports names: `a::{b, c::d}` names `a::b` and `a::c::d`.
fn paths(tree: &str) -> Vec<Vec<String>> {
    let tree = tree.trim();
    let Some((head, inner)) = tree.split_once('{') else {
        let path = tree.split(" as ").next().unwrap_or_default();
        return vec![path.split("::").map(|part| part.trim().to_owned()).collect()];
    };
    let head: Vec<String> = head.split("::").map(|part| part.trim().to_owned()).filter(|it| !it.is_empty()).collect();
    let inner = inner.strip_suffix('}').unwrap_or(inner);
    let (mut depth, mut start, mut all) = (0, 0, Vec::new());
    let ends = inner.char_indices().chain([(inner.len(), ',')]);
    for (position, sign) in ends {
        match sign {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                let part = inner[start..position].trim();
                if !part.is_empty() {
                    all.extend(paths(part).into_iter().map(|path| [head.clone(), path].concat()));
                }
                start = position + 1;
            }
            _ => {}
        }
    }
    all
}

/// The `use` statements of a file, and the rest of its code.
fn statements(file: &File) -> (Vec<String>, String) {
    let (mut rest, mut statements) = (String::new(), Vec::new());
    for statement in file.code.split_inclusive(';') {
        let begin = statement.rfind("\nuse ").or_else(|| statement.rfind("\npub use "));
        let begin = begin.or_else(|| statement.rfind("\npub(crate) use ")).or_else(|| statement.rfind(" use "));
        match begin {
            Some(begin) if !statement[begin + 1..].contains("fn ") => {
                rest.push_str(&statement[..begin]);
                statements.push(statement[begin..].trim().trim_end_matches(';').to_owned());
            }
            _ => rest.push_str(statement),
        }
    }
    (statements, rest)
}

/// Everything that a file imports by `use`, or names by a path from the crate's root; as paths from that root. Whether
/// it does so only to pass it on under a shorter name.
fn imports(file: &File) -> Vec<(Vec<String>, bool)> {
    let module: Vec<String> = file.module().into_iter().map(str::to_owned).collect();
    let (statements, rest) = statements(file);
    let mut all = Vec::new();
    let words: BTreeSet<&str> = rest.split(|sign: char| !sign.is_alphanumeric() && sign != '_').collect();
    for statement in &statements {
        let (visibility, tree) = statement.split_once("use ").unwrap();
        for path in paths(tree) {
            let passed_on = !visibility.trim().is_empty() && !words.contains(path[path.len() - 1].as_str());
            all.push((path, passed_on));
        }
    }
    let named = rest.match_indices("crate::").map(|(position, _)| {
        let path: String =
            rest[position..].chars().take_while(|it| it.is_alphanumeric() || "_:".contains(*it)).collect();
        (path.split("::").map(str::to_owned).collect(), false)
    });
    all.extend(named);
    let from_root = |path: Vec<String>| match path[0].as_str() {
        "crate" => Some(path[1..].to_vec()),
        "super" => {
            let up = path.iter().take_while(|part| *part == "super").count();
            Some([&module[..module.len().checked_sub(up)?], &path[up..]].concat())
        }
        "self" => Some([&module[..], &path[1..]].concat()),
        _ => Some([&module[..], &path[..]].concat()),
    };
    all.into_iter().filter_map(|(path, passed_on)| Some((from_root(path)?, passed_on))).collect()
}

/// The file that a path from the root leads to: the deepest module on it, or the one from which that passes the name on.
fn target<'f>(files: &'f [File], path: &[String]) -> Option<&'f File> {
    let file = module_on(files, path)?;
    let name = path.get(file.module().len())?;
    let source = file.imports.iter().find(|(other, passed_on)| *passed_on && other.last() == Some(name));
    let source = source.filter(|(other, _)| other[..] != *path);
    source.map_or(Some(file), |(other, _)| target(files, other))
}

fn module_on<'f>(files: &'f [File], path: &[String]) -> Option<&'f File> {
    let leads_to = |file: &&File| {
        let module = file.module();
        !module.is_empty() && module.len() <= path.len() && module.iter().zip(path).all(|(own, part)| own == part)
    };
    files.iter().filter(leads_to).max_by_key(|file| file.module().len())
}

fn floor(folder: &str) -> usize {
    let floor = FLOORS.iter().position(|floor| floor.contains(&folder));
    floor.unwrap_or_else(|| panic!("`{folder}` stands on no floor; say in FLOORS what it may import"))
}

#[test]
fn no_import_points_upwards_or_sideways() {
    let files = files();
    let mut wrong = Vec::new();
    for file in &files {
        let here = floor(file.folder());
        for (path, _) in &file.imports {
            let Some(other) = target(&files, path) else { continue };
            if other.folder() != file.folder() && floor(other.folder()) >= here {
                wrong.push(format!("{} imports {}", file.name, path.join("::")));
            }
        }
    }
    assert!(wrong.is_empty(), "imports from a floor that is not below:\n{}", wrong.join("\n"));
}

#[test]
fn no_two_files_import_each_other_through_others_either() {
    let files = files();
    let mut graph: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for file in files.iter().filter(|file| file.name != "lib") {
        let used = file.imports.iter().filter(|(_, passed_on)| !passed_on);
        let others = used.filter_map(|(path, _)| Some(target(&files, path)?.name.as_str()));
        graph.entry(&file.name).or_default().extend(others.filter(|other| *other != file.name));
    }
    // Files that import nothing that is left are taken away, and files that nothing left imports; circles remain.
    loop {
        let importing: BTreeSet<&str> = graph.values().flatten().copied().collect();
        let free = |(name, others): &(&&str, &BTreeSet<&str>)| others.is_empty() || !importing.contains(**name);
        let Some(free) = graph.iter().find(free).map(|(name, _)| *name) else { break };
        graph.remove(free);
        for others in graph.values_mut() {
            others.remove(free);
        }
    }
    assert!(graph.is_empty(), "these files import each other in circles: {graph:#?}");
}

#[test]
fn every_file_is_read_and_something_is_imported() {
    let files = files();
    let count: usize = files.iter().map(|file| file.imports.len()).sum();
    assert!(files.len() > 60, "only {} files were read", files.len());
    assert!(count > 300, "only {count} imports were read");
    let answer = files.iter().find(|file| file.name == "answer/mod").unwrap();
    assert!(answer.imports.iter().any(|(path, _)| *path == ["view", "View"]), "{:?}", answer.imports);
}

#[test]
fn files_are_short() {
    let files = files();
    for file in &files {
        let text =
            fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("src/{}.rs", file.name))).unwrap();
        // The sentences of the record are data.
        if file.name != "aleppo/sentences" {
            assert!(text.lines().count() <= 500, "{} has {} lines", file.name, text.lines().count());
        }
    }
}
