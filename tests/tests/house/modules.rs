//! The files of a crate, and which item of which file each of them names.

use super::Arrows;
use std::collections::BTreeMap;
use std::path::Path;
use syn::visit::{self, Visit};
use syn::{Attribute, Item, ItemUse, UseTree};

type Names = Vec<String>;

/// A crate's files by their modules.
pub struct Crate {
    modules: BTreeMap<Names, Module>,
}

struct Module {
    /// Below `src/`.
    file: String,
    /// Items of its own.
    items: Vec<String>,
    /// What it imports: the name here, and the path.
    uses: Vec<(String, Names)>,
    /// Modules that it imports everything from.
    globs: Vec<Names>,
    /// Paths that it names.
    paths: Vec<Names>,
}

impl Crate {
    /// Reads all files of the crate in `folder` but those of its tests.
    pub fn read(folder: &Path) -> Crate {
        let mut modules = BTreeMap::new();
        let src = folder.join("src");
        for root in ["lib.rs", "main.rs"].iter().filter(|root| src.join(root).exists()) {
            read(&src, root, Vec::new(), &mut modules);
        }
        Crate { modules }
    }

    /// From which file to which file: one for each item that a file names and another one holds.
    pub fn arrows(&self) -> Arrows {
        let mut arrows = Arrows::new();
        for module in self.modules.values() {
            let files = module.paths.iter().filter_map(|path| self.file_of(path, 0));
            arrows.extend(files.filter(|to| *to != module.file).map(|to| (module.file.clone(), to)));
        }
        arrows
    }

    /// The file that holds what a path from the crate's root names, through re-exports.
    fn file_of(&self, path: &[String], depth: usize) -> Option<String> {
        let known = (0..=path.len()).rev().find(|&length| self.modules.contains_key(&path[..length]))?;
        let module = &self.modules[&path[..known]];
        let Some(name) = path.get(known) else { return Some(module.file.clone()) };
        if depth > 8 || module.items.contains(name) {
            return Some(module.file.clone());
        }
        let imported = module.uses.iter().find(|(here, _)| here == name);
        if let Some((_, from)) = imported {
            return self.file_of(from, depth + 1);
        }
        let glob = module
            .globs
            .iter()
            .find(|from| self.modules.get(*from).is_some_and(|module| module.items.contains(name)));
        glob.map_or(Some(&module.file), |from| self.modules.get(from).map(|module| &module.file)).cloned()
    }
}

/// Whether an item is for tests alone.
fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.parse_args::<syn::Ident>().is_ok_and(|condition| condition == "test")
    })
}

fn read(src: &Path, file: &str, name: Names, modules: &mut BTreeMap<Names, Module>) {
    let text = std::fs::read_to_string(src.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
    let parsed = syn::parse_file(&text).unwrap_or_else(|error| panic!("{file}: {error}"));
    let mut reader = Reader {
        name: name.clone(),
        module: Module {
            file: file.to_owned(),
            items: Vec::new(),
            uses: Vec::new(),
            globs: Vec::new(),
            paths: Vec::new(),
        },
        below: Vec::new(),
    };
    parsed.items.iter().for_each(|item| reader.visit_item(item));
    let folder = match file.rsplit('/').next() {
        Some("lib.rs" | "main.rs") => String::new(),
        _ => format!("{}/", file.trim_end_matches(".rs").trim_end_matches("/mod")),
    };
    for child in &reader.below {
        let candidates = [format!("{folder}{child}.rs"), format!("{folder}{child}/mod.rs")];
        let found = candidates.iter().find(|file| src.join(file).exists());
        let name = name.iter().cloned().chain([child.clone()]).collect();
        found.into_iter().for_each(|file| read(src, file, Names::clone(&name), modules));
    }
    modules.entry(name).or_insert(reader.module);
}

/// Collects what one file says.
struct Reader {
    name: Names,
    module: Module,
    below: Vec<String>,
}

impl Reader {
    /// A path as it is written, from the crate's root; `None` if it leads out of the crate or names something local.
    fn absolute(&self, path: &[String]) -> Option<Names> {
        let (first, rest) = path.split_first()?;
        match first.as_str() {
            "crate" => Some(rest.to_vec()),
            "self" => Some(self.name.iter().chain(rest).cloned().collect()),
            "super" if rest.first().is_some_and(|next| next == "super") => {
                let up: Names = self.name[..self.name.len().checked_sub(1)?].to_vec();
                Reader::above(up).absolute(rest)
            }
            "super" => {
                let parent = self.name[..self.name.len().checked_sub(1)?].iter();
                Some(parent.chain(rest).cloned().collect())
            }
            child if self.below.iter().any(|below| below == child) => {
                Some(self.name.iter().chain(path).cloned().collect())
            }
            _ => None,
        }
    }

    fn above(name: Names) -> Reader {
        let module = Module {
            file: String::new(),
            items: Vec::new(),
            uses: Vec::new(),
            globs: Vec::new(),
            paths: Vec::new(),
        };
        Reader { name, module, below: Vec::new() }
    }

    fn import(&mut self, tree: &UseTree, before: &Names, is_public: bool) {
        let with = |name: &dyn ToString| before.iter().cloned().chain([name.to_string()]).collect::<Names>();
        match tree {
            UseTree::Path(path) => self.import(&path.tree, &with(&path.ident), is_public),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.import(tree, before, is_public)),
            UseTree::Name(name) if name.ident == "self" => self.imported(None, before.clone(), is_public),
            UseTree::Name(name) => self.imported(Some(name.ident.to_string()), with(&name.ident), is_public),
            UseTree::Rename(rename) => {
                self.imported(Some(rename.rename.to_string()), with(&rename.ident), is_public);
            }
            UseTree::Glob(_) => {
                if let Some(path) = self.absolute(before) {
                    self.module.globs.push(path);
                }
            }
        }
    }

    fn imported(&mut self, here: Option<String>, path: Names, is_public: bool) {
        let Some(path) = self.absolute(&path) else { return };
        let here = here.or(path.last().cloned()).unwrap_or_default();
        self.module.uses.push((here, path.clone()));
        // A re-export shows what lies elsewhere; it needs nothing of it.
        if !is_public {
            self.module.paths.push(path);
        }
    }
}

impl<'a> Visit<'a> for Reader {
    fn visit_item(&mut self, item: &'a Item) {
        let name = match item {
            Item::Mod(of) if is_test(&of.attrs) => return,
            Item::Mod(of) if of.content.is_none() => return self.below.push(of.ident.to_string()),
            Item::Use(of) if is_test(&of.attrs) => return,
            Item::Fn(of) if is_test(&of.attrs) => return,
            Item::Impl(of) if is_test(&of.attrs) => return,
            Item::Struct(of) => Some(&of.ident),
            Item::Enum(of) => Some(&of.ident),
            Item::Trait(of) => Some(&of.ident),
            Item::Type(of) => Some(&of.ident),
            Item::Const(of) => Some(&of.ident),
            Item::Static(of) => Some(&of.ident),
            Item::Fn(of) => Some(&of.sig.ident),
            Item::Macro(of) => of.ident.as_ref(),
            Item::Mod(of) => Some(&of.ident),
            _ => None,
        };
        self.module.items.extend(name.map(ToString::to_string));
        visit::visit_item(self, item);
    }

    fn visit_item_use(&mut self, item: &'a ItemUse) {
        let is_public = !matches!(item.vis, syn::Visibility::Inherited);
        self.import(&item.tree, &Vec::new(), is_public);
    }

    fn visit_path(&mut self, path: &'a syn::Path) {
        let names: Names = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if names.len() > 1
            && let Some(path) = self.absolute(&names)
        {
            self.module.paths.push(path);
        }
        visit::visit_path(self, path);
    }
}
