//! `ml-job certify`: how far a list can be believed, by labels that chance has drawn; without any service.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand, ValueEnum};
use ml_job_learning::certificate::advice::{advice, statement};
use ml_job_learning::certificate::files::{
    AuditRequest, draw_audit, judge_audit, read_certificate, write_certificate, write_sheet,
};
use ml_job_learning::certificate::{self, Certificate, Frame};

use super::say;

#[derive(Debug, Args)]
pub(crate) struct Certify {
    #[command(subcommand)]
    step: Step,
}

#[derive(Debug, Subcommand)]
enum Step {
    /// Freeze a list and draw the rows to label, blind and in random order
    Draw(DrawAudit),
    /// Compute the bound from the labels so far, valid whenever you stop
    Bound(Bound),
    /// Recompute certificates from nothing but themselves
    Verify(Verify),
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    /// How much of the list is right
    Precision,
    /// How much of all that there is is in the list
    Recall,
    /// How many of the whole pool are of the class
    Yield,
}

#[derive(Debug, Args)]
struct DrawAudit {
    /// Predictions in HDF5 (of `predict`), a CSV table with name and perhaps score, or names, one a line
    #[arg(long, value_name = "FILE")]
    list: PathBuf,

    /// The class that the list is of
    #[arg(long, value_name = "NAME")]
    class: String,

    /// What to certify
    #[arg(long, value_enum, default_value_t = Kind::Precision)]
    kind: Kind,

    /// Labels that were given before: CSV with name and label, or a JSON object
    #[arg(long, value_name = "FILE")]
    known: Option<PathBuf>,

    /// Names of the other classes, as labels have them, comma-separated [default: those of the predictions]
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    classes: Vec<String>,

    /// Scores from here on are on the list, where a CSV table has scores
    #[arg(long, value_name = "SCORE", default_value_t = 0.5)]
    threshold: f64,

    /// How many rows to draw; drawing again with more keeps the first ones
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = super::learning::at_least_one())]
    draws: usize,

    /// The search that the list belongs to: all its certificates together are wrong with probability alpha at most
    #[arg(long, value_name = "NAME")]
    campaign: String,

    /// The risk of all certificates of the campaign together
    #[arg(long, value_name = "ALPHA", default_value_t = certificate::ALPHA)]
    alpha: f64,

    /// Which audit of the campaign this is: the j-th spends 6 alpha / (pi j)^2
    #[arg(long, value_name = "J", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    audit: u32,

    /// Among how many certificates (classes, kinds) this audit is divided
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    parts: u32,

    /// Which of them this is
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    part: u32,

    /// The seed of the draws
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,

    /// The share to certify: prints what it costs
    #[arg(long, value_name = "SHARE", default_value_t = 0.9)]
    target: f64,

    /// JSON file to write: the audit
    #[arg(long, value_name = "FILE")]
    output: PathBuf,

    /// CSV file to write: the rows to label, in order; shows nothing of what a model thinks
    #[arg(long, value_name = "FILE")]
    sheet: PathBuf,
}

#[derive(Debug, Args)]
struct Bound {
    /// The audit, as `draw` writes it
    #[arg(long, value_name = "FILE")]
    audit: PathBuf,

    /// Labels: the filled-in sheet, another CSV with name and label, or a JSON object. yes, no, unsure, or names of classes
    #[arg(long, value_name = "FILE")]
    labels: PathBuf,

    /// Names of the other classes, as labels have them, comma-separated
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    classes: Vec<String>,

    /// The share to certify
    #[arg(long, value_name = "SHARE", default_value_t = 0.9)]
    target: f64,

    /// JSON file to write: the certificate
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct Verify {
    /// Certificates; those of one campaign are checked together
    #[arg(value_name = "FILE", required = true)]
    certificates: Vec<PathBuf>,
}

impl Certify {
    pub(crate) fn run(self) -> Result<()> {
        match self.step {
            Step::Draw(step) => step.run(),
            Step::Bound(step) => step.run(),
            Step::Verify(step) => step.run(),
        }
    }
}

impl DrawAudit {
    fn run(self) -> Result<()> {
        let target = share(self.target)?;
        // A sheet may hold an evening's labels.
        if let Some(there) = [&self.output, &self.sheet].into_iter().find(|path| path.exists()) {
            bail!("{} is there already: choose a new file", there.display());
        }
        let request = AuditRequest {
            kind: match self.kind {
                Kind::Precision => certificate::Kind::Precision,
                Kind::Recall => certificate::Kind::Recall,
                Kind::Yield => certificate::Kind::Yield,
            },
            frame: Frame {
                campaign: self.campaign,
                class: self.class,
                alpha: self.alpha,
                audit: self.audit,
                parts: self.parts,
                part: self.part,
                seed: self.seed,
            },
            threshold: self.threshold,
            draws: self.draws,
            classes: self.classes,
        };
        let audit = draw_audit(&self.list, self.known.as_deref(), request)?;
        write_certificate(&self.output, &audit)?;
        write_sheet(&self.sheet, &audit)?;
        for stratum in &audit.strata {
            say(&format!("{}: {} unlabelled rows", stratum.name, stratum.size));
        }
        say(&format!("{} labelled before as \"{}\"; α spent: {:.5}", audit.found, audit.class, audit.alpha_spent));
        say(&advice(&audit, target)?);
        say(&format!(
            "Label {} from the top: yes, no, unsure or a class; then `ml-job certify bound`.",
            self.sheet.display()
        ));
        Ok(())
    }
}

impl Bound {
    fn run(self) -> Result<()> {
        let target = share(self.target)?;
        let (certificate, strange) = judge_audit(&self.audit, &self.labels, &self.classes)?;
        say(&statement(&certificate));
        if strange > 0 {
            say(&format!("{strange} labels are of rows that were not drawn; they do not count."));
        }
        say(&advice(&certificate, target)?);
        if let Some(output) = &self.output {
            write_certificate(output, &certificate)?;
            say(&format!("The certificate is in {}", output.display()));
        }
        Ok(())
    }
}

impl Verify {
    fn run(self) -> Result<()> {
        let mut certificates: Vec<Certificate> = Vec::new();
        for path in &self.certificates {
            let certificate = read_certificate(path)?;
            certificate::verify(&certificate).with_context(|| path.display().to_string())?;
            say(&format!("{}: {}", path.display(), statement(&certificate)));
            certificates.push(certificate);
        }
        certificate::verify_all(&certificates)?;
        say("Draws, probabilities, risk and bounds are as they must be.");
        Ok(())
    }
}

fn share(target: f64) -> Result<f64> {
    if target > 0.0 && target <= 1.0 {
        Ok(target)
    } else {
        bail!("the target must lie between 0 and 1, not be {target}")
    }
}
