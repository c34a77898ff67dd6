//! What SQL asks Rust: `alone` and `met` say what a claim says about a component, `mark_low` and `mark_high` fingerprint findings.
//!
//! They are known by name on every node: in the client, in the scheduler, which plans, and in the executors, which run them.

use std::{collections::HashMap, sync::Arc};

use datafusion::{
    arrow::{
        array::{Array, ArrayRef, AsArray as _, BinaryViewArray, UInt32Array, UInt64Array},
        compute::cast,
        datatypes::{DataType, UInt32Type},
    },
    common::{DataFusionError, Result},
    logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility},
};
use domain::cpe::Cpe;
use matching::vulnerability::{
    IdentifiedBy, Subject,
    rows::{ClaimBody, Desk},
};
use serde::{Deserialize, Serialize};

use crate::summary::Found;

/// What a row of `leads` carries: how the component was recognised, its own CPE name that led there, and itself.
#[derive(Debug, Serialize, Deserialize)]
pub struct LeadBody<S> {
    pub by: IdentifiedBy,
    pub cpe: Option<String>,
    pub subject: S,
}

/// Every function.
#[must_use]
pub fn all() -> Vec<Arc<ScalarUDF>> {
    let said = [("alone", 0), ("met", 1)].map(|(name, which)| {
        let signature = Signature::any(3, Volatility::Immutable);
        Arc::new(ScalarUDF::from(Said { name, which, signature }))
    });
    let mark = [("mark_low", 0), ("mark_high", 32)].map(|(name, shift)| {
        let signature = Signature::any(4, Volatility::Immutable);
        Arc::new(ScalarUDF::from(Mark { name, shift, signature }))
    });
    said.into_iter().chain(mark).collect()
}

/// `alone(lead body, claim, claim body)`: the greatest of these numbers is the verdict; null where the claim is about something else.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Said {
    name: &'static str,
    /// 0: by itself; 1: when something that the claim asks for stands beside it.
    which: usize,
    signature: Signature,
}

impl ScalarUDFImpl for Said {
    fn name(&self) -> &str {
        self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::UInt32)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let [leads, claims, bodies] = columns(&args)?;
        let (leads, bodies) = (cast(&leads, &DataType::BinaryView)?, cast(&bodies, &DataType::BinaryView)?);
        let claims = cast(&claims, &DataType::UInt32)?;
        let said = said(
            self.which,
            leads.as_binary_view(),
            claims.as_primitive::<UInt32Type>(),
            bodies.as_binary_view(),
        )?;
        Ok(ColumnarValue::Array(Arc::new(said)))
    }
}

/// One batch: every lead and every claim in it is unpacked once.
fn said(
    which: usize,
    leads: &BinaryViewArray,
    claims: &UInt32Array,
    bodies: &BinaryViewArray,
) -> Result<UInt32Array> {
    let mut desk = Desk::default();
    let mut laid: HashMap<u32, u32> = HashMap::new();
    let mut known: HashMap<&[u8], (LeadBody<Subject>, Option<Cpe>)> = HashMap::new();
    let mut last: Option<&[u8]> = None;
    let mut found = Vec::with_capacity(leads.len());
    for ((lead, claim), body) in leads.iter().zip(claims.iter()).zip(bodies.iter()) {
        let (Some(lead), Some(claim), Some(body)) = (lead, claim, body) else {
            found.push(None);
            continue;
        };
        let claim = match laid.get(&claim) {
            Some(known) => *known,
            None => {
                let body: ClaimBody = postcard::from_bytes(body).map_err(broken)?;
                *laid.entry(claim).or_insert(desk.lay(&body))
            }
        };
        if last != Some(lead) && !known.contains_key(lead) {
            let body: LeadBody<Subject> = postcard::from_bytes(lead).map_err(broken)?;
            let cpe = body.cpe.as_deref().and_then(|name| Cpe::parse(name).ok());
            known.insert(lead, (body, cpe));
        }
        last = Some(lead);
        let said = known.get(lead).and_then(|(lead, cpe)| {
            desk.said(&lead.subject, lead.by, cpe.as_ref(), claim)?.get(which).copied()
        });
        found.push(said.map(u32::from));
    }
    Ok(UInt32Array::from(found))
}

fn broken(error: postcard::Error) -> DataFusionError {
    DataFusionError::Execution(format!("a row cannot be unpacked: {error}"))
}

/// `mark_low(document, subject, vulnerability, verdict)`: half of [`Found::mark`].
#[derive(Debug, PartialEq, Eq, Hash)]
struct Mark {
    name: &'static str,
    shift: u32,
    signature: Signature,
}

impl ScalarUDFImpl for Mark {
    fn name(&self) -> &str {
        self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::UInt64)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let [documents, subjects, vulnerabilities, verdicts] =
            columns(&args)?.map(|column| cast(&column, &DataType::UInt32));
        let (documents, subjects, vulnerabilities, verdicts) =
            (documents?, subjects?, vulnerabilities?, verdicts?);
        let values = |column: &ArrayRef| column.as_primitive::<UInt32Type>().values().clone();
        let (documents, subjects) = (values(&documents), values(&subjects));
        let (vulnerabilities, verdicts) = (values(&vulnerabilities), values(&verdicts));
        let marks = documents.iter().zip(&subjects).zip(vulnerabilities.iter().zip(&verdicts)).map(
            |((document, subject), (vulnerability, verdict))| {
                let verdict = u8::try_from(*verdict).unwrap_or(u8::MAX);
                let found =
                    Found { document: *document, subject: *subject, vulnerability: *vulnerability, verdict };
                (found.mark() >> self.shift) & 0xffff_ffff
            },
        );
        Ok(ColumnarValue::Array(Arc::new(UInt64Array::from_iter_values(marks))))
    }
}

fn columns<const N: usize>(args: &ScalarFunctionArgs) -> Result<[ArrayRef; N]> {
    let columns: Vec<ArrayRef> =
        args.args.iter().map(|arg| arg.to_array(args.number_rows)).collect::<Result<_>>()?;
    columns.try_into().map_err(|_| DataFusionError::Execution(format!("{N} columns are needed")))
}
