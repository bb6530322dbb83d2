//! Objects must be objects: derived readers also take an array for a struct, field by field, which no document mentions.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Unexpected, Visitor};

/// A value that only an object is read as.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Object<T>(pub(crate) T);

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ObjectVisitor(PhantomData))
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectVisitor<T> {
    type Value = Object<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> Result<Object<T>, A::Error> {
        Err(A::Error::invalid_type(Unexpected::Other("array"), &self))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Object<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(Object)
    }
}

#[cfg(test)]
mod tests {
    use ml_job_domain::{LabellingPatch, NewLabelling};

    use super::*;

    #[test]
    fn an_array_is_no_object() {
        let error = serde_json::from_str::<Object<LabellingPatch>>(r#"["x", "y"]"#).unwrap_err().to_string();
        assert!(error.starts_with("invalid type: array, expected an object"), "{error}");
        assert!(serde_json::from_str::<Vec<Object<NewLabelling>>>(r#"[["x", "y"]]"#).is_err());
    }

    #[test]
    fn an_object_is_read_as_before() {
        for text in [r#"{"user_label":null}"#, r#"{"user_comment":"x","unknown":[{"x":1}]}"#] {
            let Object(patch) = serde_json::from_str::<Object<LabellingPatch>>(text).unwrap();
            assert_eq!(patch, serde_json::from_str(text).unwrap());
        }
    }
}
