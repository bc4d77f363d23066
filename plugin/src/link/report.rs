//! What the worker has to say in words.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// What the worker has to say in words. Written by the worker (and by the GUI to dismiss an error), read by the GUI.
#[derive(Debug, Default)]
pub struct Report {
    content: Mutex<ReportContent>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct ReportContent {
    pub error: Option<String>,
    /// What the weights in use are called.
    pub weights: Option<String>,
    pub tokens_per_second: Option<f32>,
}

impl Report {
    pub(crate) fn lock(&self) -> MutexGuard<'_, ReportContent> {
        // Plain assignments: a poisoned content is still whole.
        self.content.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
