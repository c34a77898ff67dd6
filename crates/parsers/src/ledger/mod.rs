//! The hospital's own ledger files: .xlsx, .xls, .csv in any encoding and shape.
