//! The kinds of values that the two databases keep differently.
//!
//! | kind | PostgreSQL | SQLite |
//! |---|---|---|
//! | [`DbId`] | `uuid` | text, hyphenated, lower case |
//! | [`DbTime`] | `timestamptz` | text, RFC 3339 in UTC with exactly six decimals, so that texts sort by time |
//! | [`DbJson`] | `json` | text |
//!
//! `json` rather than `jsonb`, because the latter refuses strings with U+0000, which a worker's log may well contain;
//! nothing is ever searched inside.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::postgres::types::Oid;
use sqlx::postgres::{PgArgumentBuffer, PgTypeInfo, PgValueRef};
use sqlx::sqlite::{SqliteArgumentsBuffer, SqliteTypeInfo, SqliteValueRef};
use sqlx::{Decode, Encode, Postgres, Sqlite, Type};
use uuid::Uuid;

/// The fixed number of PostgreSQL's type `json` (`pg_type.dat`).
const JSON_OID: Oid = Oid(114);

/// A type that PostgreSQL knows, and that SQLite keeps as a text: `$to` it, and `$from` it.
macro_rules! text_in_sqlite {
    ($(#[$meta:meta])* $name:ident($inner:ty), |$value:ident| $to:expr, |$text:ident| $from:expr) => {
        $(#[$meta])*
        pub(crate) struct $name(pub(crate) $inner);

        impl Type<Postgres> for $name {
            fn type_info() -> PgTypeInfo {
                <$inner as Type<Postgres>>::type_info()
            }
        }

        impl Encode<'_, Postgres> for $name {
            fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
                <$inner as Encode<Postgres>>::encode_by_ref(&self.0, buffer)
            }
        }

        impl<'r> Decode<'r, Postgres> for $name {
            fn decode(value: PgValueRef<'r>) -> Result<Self, BoxDynError> {
                <$inner as Decode<Postgres>>::decode(value).map(Self)
            }
        }

        impl Type<Sqlite> for $name {
            fn type_info() -> SqliteTypeInfo {
                <String as Type<Sqlite>>::type_info()
            }
        }

        impl Encode<'_, Sqlite> for $name {
            fn encode_by_ref(&self, buffer: &mut SqliteArgumentsBuffer) -> Result<IsNull, BoxDynError> {
                let $value = &self.0;
                <String as Encode<Sqlite>>::encode($to, buffer)
            }
        }

        impl<'r> Decode<'r, Sqlite> for $name {
            fn decode(value: SqliteValueRef<'r>) -> Result<Self, BoxDynError> {
                let $text = <&str as Decode<Sqlite>>::decode(value)?;
                Ok(Self($from))
            }
        }
    };
}

text_in_sqlite!(
    /// A UUID as the databases keep it.
    DbId(Uuid),
    |id| id.hyphenated().to_string(),
    |text| Uuid::parse_str(text)?
);

text_in_sqlite!(
    /// A point in time as the databases keep it.
    DbTime(DateTime<Utc>),
    |time| time.to_rfc3339_opts(SecondsFormat::Micros, true),
    |text| DateTime::parse_from_rfc3339(text)?.to_utc()
);

/// A JSON value as the databases keep it: its text.
pub(crate) struct DbJson(String);

impl DbJson {
    /// The value in JSON.
    pub(crate) fn of(value: &impl Serialize) -> Result<Self, BoxDynError> {
        Ok(Self(serde_json::to_string(value)?))
    }

    /// Reads the value back.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> Result<T, BoxDynError> {
        Ok(serde_json::from_str(&self.0)?)
    }
}

impl Type<Postgres> for DbJson {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_oid(JSON_OID)
    }

    fn compatible(given: &PgTypeInfo) -> bool {
        given.oid() == Some(JSON_OID)
    }
}

impl Encode<'_, Postgres> for DbJson {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        // Text and binary form of `json` are the same.
        <&str as Encode<Postgres>>::encode_by_ref(&self.0.as_str(), buffer)
    }
}

impl<'r> Decode<'r, Postgres> for DbJson {
    fn decode(value: PgValueRef<'r>) -> Result<Self, BoxDynError> {
        Ok(Self(value.as_str()?.to_owned()))
    }
}

impl Type<Sqlite> for DbJson {
    fn type_info() -> SqliteTypeInfo {
        <String as Type<Sqlite>>::type_info()
    }
}

impl Encode<'_, Sqlite> for DbJson {
    fn encode(self, buffer: &mut SqliteArgumentsBuffer) -> Result<IsNull, BoxDynError> {
        <String as Encode<Sqlite>>::encode(self.0, buffer)
    }

    fn encode_by_ref(&self, buffer: &mut SqliteArgumentsBuffer) -> Result<IsNull, BoxDynError> {
        <String as Encode<Sqlite>>::encode_by_ref(&self.0, buffer)
    }
}

impl<'r> Decode<'r, Sqlite> for DbJson {
    fn decode(value: SqliteValueRef<'r>) -> Result<Self, BoxDynError> {
        <String as Decode<Sqlite>>::decode(value).map(Self)
    }
}
