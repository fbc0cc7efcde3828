//! Completions, the manual, and the reference of all commands.

use tallybook_tests::run;

use crate::shell::Shell;

#[test]
fn completions_and_the_manual_know_every_command() {
    run(async |_app| {
        let shell = Shell::new();
        for name in ["bash", "zsh", "fish", "elvish", "powershell"] {
            let script = shell.read(&format!("tallybook completions {name}")).await;
            assert!(script.contains("rotate-secret"), "{name}");
        }
        // A real shell takes them.
        shell.read("tallybook completions bash > t && bash -n t").await;
        let page = shell.read("tallybook man").await;
        assert!(page.starts_with(".ie") && page.contains("tallybook") && page.contains("Exit codes"), "{page}");
        shell.read("tallybook man --dir pages").await;
        let page = std::fs::read_to_string(shell.home.join("pages/tallybook-transfer-create.1")).expect("a page");
        assert!(page.contains("idempotency"), "{page}");
    });
}
