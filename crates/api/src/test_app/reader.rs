//! The process in which the API of a test reads files: this very test program, told to run nothing but [`process`].

use crate::ReaderCommand;

pub(super) fn command() -> ReaderCommand {
    let args = ["test_app::reader::process", "--exact", "--ignored", "--quiet"];
    ReaderCommand {
        program: std::env::current_exe().unwrap(),
        args: args.map(Into::into).into(),
        ..ReaderCommand::default()
    }
}

#[test]
#[ignore = "it is no test: it answers on standard input, and ends at once where that is no socket"]
fn process() {
    let _ = crate::reader_main();
}
