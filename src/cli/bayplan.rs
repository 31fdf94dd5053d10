//! Arguments that name bay plans, and holding manifests against them.

use super::Voice;
use super::exit::{Exit, Failure, warning_line};
use super::inputs::InputOptions;
use super::progress::Progress;
use super::to_stderr;
use clap::Args;
use redlane::domain::Locode;
use redlane::manifest::{Format, NotReconciled, StagedManifests};
use redlane::reconciliation::Ports;

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
    /// Says which ports are this call's, and holds the manifests against the plans, where some are given.
    pub fn reconcile(&self, manifests: &mut StagedManifests, voice: Voice, progress: &Progress) -> Result<(), Failure> {
        manifests.beside.ports = Ports::new(&self.port, self.all_ports);
        if self.bayplan.is_empty() {
            return Ok(());
        }
        let plans =
            InputOptions::default().stage(&self.bayplan, voice, progress).map_err(|failure| failure.of("--bayplan"))?;
        if let Some(manifest) =
            plans.inputs.iter().find(|input| matches!(input.format, Format::Awmds | Format::X12 | Format::Ams))
        {
            let (file, kind) = (&manifest.file, manifest.format.name());
            return Err(Failure::new(Exit::Usage, format!("--bayplan: {file} is no bay plan but a manifest ({kind})"))
                .with_help(
                    "a bay plan is BAPLIE, a load or discharge list COPRAR, gate moves CODECO, or a table of them",
                ));
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

/// What became of the plan's containers, where there is a plan.
pub fn plan_text(manifests: &StagedManifests) -> Option<String> {
    let plan = manifests.beside.bayplan.as_ref()?;
    let (planned, only, elsewhere) = (plan.counts.planned, plan.counts.unmanifested, plan.counts.elsewhere);
    let mut text = format!("bay plan: {planned} containers, {only} of them in no manifest");
    match elsewhere {
        0 => text.push_str("; those are rows of their own"),
        _ => {
            let ports = &manifests.beside.ports;
            let mut here: Vec<&str> = ports.stated().collect();
            if here.is_empty() {
                here.extend(plan.ports());
            }
            let (own, here) = (only - elsewhere, here.join(", "));
            text.push_str(&format!(
                "; {own} of those are rows of their own, {elsewhere} are for other ports than {here} and left aside \
                 (--all-ports takes them in)"
            ));
        }
    }
    Some(text)
}
