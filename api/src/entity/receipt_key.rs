//! A public key with which receipts can be checked; never changed, never removed.
use sea_orm::entity::prelude::*;
use wire::Timestamp;

/// A row.
#[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "receipt_key")]
pub struct Model {
    /// First 16 hexadecimal digits of the SHA-256 of the public key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Ed25519 public key, hexadecimal.
    pub public: String,
    pub since: Timestamp,
}

/// Nothing refers to it.
#[derive(Debug, Copy, Clone, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
