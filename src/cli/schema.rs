//! `schema`: JSON Schema of the files that people write.

use super::args::{self, Schema};
use super::{Context, Failure};
use crate::report::schema::{self, Document};

pub(super) fn run(context: &Context, args: &Schema) -> Result<(), Failure> {
    let document = match args.document {
        args::Document::Item => Document::Item,
        args::Document::Pack => Document::Pack,
        args::Document::Config => Document::Config,
    };
    Ok(context.out.raw(schema::text(document).as_bytes())?)
}
