//! Arguments that name bay plans, and holding manifests against them.

use super::Voice;
use super::exit::{Exit, Failure, note_line, warning_line};
use super::inputs::InputOptions;
use super::progress::Progress;
use super::to_stderr;
use clap::Args;
use redlane::columns::Column;
use redlane::domain::{DocumentKind, Locode};
use redlane::manifest::{Format, Found, InputFile, NotReconciled, StagedManifests, find_inputs};
use redlane::reconciliation::Ports;
use redlane::report::counted;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Args)]
pub struct BayPlanArguments {
    /// Bay plans (BAPLIE), load and discharge lists (COPRAR) or gate moves (CODECO) to hold the manifests against: what is
    /// missing on either side, and what differs. A plan of another ship or voyage, or one that has no container in common with
    /// the manifests, is refused.
    #[arg(long, value_name = "FILE")]
    bayplan: Vec<String>,
    /// Hold the manifests against the bay plan whatever ship and voyage it is of.
    #[arg(long, requires = "bayplan")]
    bayplan_any: bool,
    /// Port of this call, as UN/LOCODE; give it again for each further one [default: with --bayplan, the ports of discharge that
    /// the manifests of the plan's ship state].
    #[arg(long, value_name = "LOCODE", value_parser = locode)]
    port: Vec<String>,
    /// Take in the bay plan's containers for other ports too, which are left aside otherwise.
    #[arg(long, requires = "bayplan")]
    all_ports: bool,
}

fn locode(text: &str) -> Result<String, String> {
    let code = text.trim().to_uppercase();
    match Locode::parse(&code) {
        Some(_) => Ok(code),
        None => Err("not a UN/LOCODE: two letters of the country and three of the place, as in CGPNR".to_owned()),
    }
}

impl BayPlanArguments {
    /// The files of the plans.
    pub fn find(&self) -> Found {
        find_inputs(&self.bayplan)
    }

    /// Refuses a plan that is one of the manifests: held against itself a file has nothing missing.
    pub fn refuse_manifests(&self, plans: &Found, manifests: &Found) -> Result<(), Failure> {
        let is_manifest = |plan: &&InputFile| matches!(plan, InputFile::Path(path) if manifests.has(path));
        match plans.inputs.iter().find(is_manifest) {
            Some(plan) => {
                let message = format!("--bayplan: {} is one of the manifests too", plan.name());
                Err(Failure::new(Exit::Usage, message).with_help(A_PLAN_IS))
            }
            None => Ok(()),
        }
    }

    /// Says which ports are this call's, and holds the manifests against the plans, where some are given.
    pub fn reconcile(
        &self,
        plans: Found,
        manifests: &mut StagedManifests,
        voice: Voice,
        progress: &Progress,
    ) -> Result<(), Failure> {
        manifests.beside.ports = Ports::new(&self.port, self.all_ports);
        if self.bayplan.is_empty() {
            if !self.port.is_empty() {
                voice.say(note_line(&format!(
                    "--port {} leaves no container aside without --bayplan; only rules that ask `discharged_here` see it",
                    self.port.join(", ")
                )));
            }
            return Ok(());
        }
        let plans = InputOptions::default().stage(plans, voice, progress).map_err(|failure| failure.of("--bayplan"))?;
        if let Some((file, why)) = a_manifest(&plans)? {
            let message = format!("--bayplan: {file} is no bay plan but a manifest ({why})");
            return Err(Failure::new(Exit::Usage, message).with_help(A_PLAN_IS));
        }
        plans.unusable().into_iter().for_each(|unusable| voice.say(warning_line(&unusable)));
        manifests.reconcile(plans, self.bayplan_any).map_err(|refused| match refused {
            NotReconciled::Misfit(misfit) => Failure::new(Exit::Usage, misfit.to_string()).with_help(
                "give the plan of this ship and voyage; to hold the manifests against it all the same: --bayplan-any",
            ),
            NotReconciled::Unread(reason) => Failure::new(Exit::Failed, reason),
        })?;
        self.warn_of_ports(manifests);
        // Which part of the plan is ranked decides what is scored: the run's record says it.
        manifests.notices.extend(plan_text(manifests));
        Ok(())
    }
}

impl BayPlanArguments {
    /// A slip in `--port` would leave aside what nobody declared for this very port.
    fn warn_of_ports(&self, manifests: &StagedManifests) {
        let Some(plan) = &manifests.beside.bayplan else { return };
        let is_here = |port: &str| manifests.beside.ports.has(port) != Some(false);
        let stated = plan.ports();
        if stated.is_empty() && self.port.is_empty() && !self.all_ports {
            to_stderr(&warning_line(
                "no row of the manifests states its port of discharge as a UN/LOCODE, so containers of the plan are here \
                 whatever their port: name this port with --port, such as --port CGPNR",
            ));
        }
        if !stated.is_empty() && !stated.iter().any(|port| is_here(port)) {
            let ports: Vec<&str> = stated.into_iter().collect();
            to_stderr(&warning_line(&format!(
                "--port {}: no row of the manifests is discharged there; they state {}",
                self.port.join(", "),
                ports.join(", ")
            )));
        }
    }
}

const A_PLAN_IS: &str = "a bay plan is BAPLIE, a load or discharge list COPRAR, gate moves CODECO, or a table of them: with \
                         `stowage_cell`, or `document_kind` (bay_plan, equipment_list)";

/// What a table of a plan states on every row, or leaves out on every row, and a manifest does not.
const OF_PLANS: [Column; 2] = [Column::DocumentKind, Column::StowageCell];
const OF_MANIFESTS: [Column; 4] = [Column::ShipperName, Column::ConsigneeName, Column::NotifyName, Column::Packages];

/// The first of the plans that is a manifest: by its format, or because it names parties or packages and nothing of a plan.
fn a_manifest(plans: &StagedManifests) -> Result<Option<(String, String)>, Failure> {
    let is_for_manifests = |format| matches!(format, Format::Awmds | Format::X12 | Format::Ams);
    if let Some(input) = plans.inputs.iter().find(|input| is_for_manifests(input.format)) {
        return Ok(Some((input.file.clone(), input.format.name().to_owned())));
    }
    let mut of_manifests: BTreeMap<String, &'static str> = BTreeMap::new();
    let mut of_plans: BTreeSet<String> = BTreeSet::new();
    let columns: Vec<Column> = [Column::SourceFile].into_iter().chain(OF_PLANS).chain(OF_MANIFESTS).collect();
    for batch in plans.batches() {
        let table = batch.load(&columns).map_err(|reason| Failure::new(Exit::Failed, reason))?;
        for row in 0..table.height() {
            let Some(file) = table.shown(Column::SourceFile, row) else { continue };
            let is_stated = |column: &Column| table.shown(*column, row).is_some();
            let kind = DocumentKind::stated(table.shown(Column::DocumentKind, row).as_deref());
            if kind != DocumentKind::Manifest || is_stated(&Column::StowageCell) {
                of_plans.insert(file);
            } else if let Some(column) = OF_MANIFESTS.iter().find(|column| is_stated(column)) {
                of_manifests.entry(file).or_insert(column.name());
            }
        }
    }
    let first = of_manifests.into_iter().find(|(file, _)| !of_plans.contains(file));
    Ok(first.map(|(file, column)| (file, format!("it states `{column}`, and neither a cell nor what it is"))))
}

/// What became of the plan's containers, where there is a plan.
pub fn plan_text(manifests: &StagedManifests) -> Option<String> {
    let plan = manifests.beside.bayplan.as_ref()?;
    let (planned, only, elsewhere) = (plan.counts.planned, plan.counts.unmanifested, plan.counts.elsewhere);
    let planned = counted(planned, "container", "containers");
    let mut text = format!("bay plan: {planned}, {only} of them in no manifest");
    match elsewhere {
        _ if only == 0 => {}
        0 => text += if only == 1 { "; it is a row of its own" } else { "; those are rows of their own" },
        _ => {
            let ports = &manifests.beside.ports;
            let mut here: Vec<&str> = ports.stated().collect();
            if here.is_empty() {
                here.extend(plan.ports());
            }
            let (own, here) = (only - elsewhere, here.join(", "));
            let own = counted(own, "of those is a row of its own", "of those are rows of their own");
            let elsewhere = counted(elsewhere, "is for another port", "are for other ports");
            text += &format!("; {own}, {elsewhere} than {here} and left aside (--all-ports takes all in)");
        }
    }
    Some(text)
}
