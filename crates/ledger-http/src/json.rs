//! Request bodies: bytes to a tree, and the tree to a request type, with errors a person can act on.
//!
//! `serde_json` alone would accept duplicate keys, and its errors name a line and column instead of
//! a field. So bytes become a [`Node`] first (duplicates, U+0000 and deep nesting refused), and the
//! types' derived `Deserialize` then runs over the tree with [`FieldError`], which carries a JSON
//! pointer. Query strings take the second half of the way too.

use std::{
    borrow::Cow,
    collections::{BTreeMap, btree_map},
    fmt,
};

use serde::{
    Deserialize,
    de::{
        self, DeserializeOwned, DeserializeSeed, Deserializer, Expected, IntoDeserializer as _, MapAccess, SeqAccess,
        Unexpected, Visitor, value::CowStrDeserializer,
    },
    forward_to_deserialize_any,
};

/// How deep arrays and objects may be nested.
pub const MAX_DEPTH: usize = 32;

/// A JSON value whose objects have no key twice; its strings are those of the body, where nothing in them is escaped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node<'b> {
    Null,
    Bool(bool),
    Integer(i64),
    /// A number that is no 64-bit integer. No field takes one, so its value is not kept.
    Number,
    Text(Cow<'b, str>),
    Array(Vec<Node<'b>>),
    Object(BTreeMap<Cow<'b, str>, Node<'b>>),
}

/// Parses a whole body.
///
/// # Errors
/// Says what is wrong and where, for the detail of an `invalid_json` problem.
pub fn parse(bytes: &[u8]) -> Result<Node<'_>, String> {
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    Depth(MAX_DEPTH)
        .deserialize(&mut deserializer)
        .and_then(|node| deserializer.end().map(|()| node))
        .map_err(|error| error.to_string())
}

/// Reads a value to which only so many further levels of nesting are allowed.
#[derive(Clone, Copy)]
struct Depth(usize);

impl Depth {
    fn deeper<E: de::Error>(self) -> Result<Depth, E> {
        self.0.checked_sub(1).map(Depth).ok_or_else(|| E::custom(format_args!("nested deeper than {MAX_DEPTH} levels")))
    }
}

impl<'de> DeserializeSeed<'de> for Depth {
    type Value = Node<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Depth {
    type Value = Node<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Node<'de>, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node<'de>, E> {
        Ok(Node::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node<'de>, E> {
        Ok(Node::Integer(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node<'de>, E> {
        Ok(i64::try_from(value).map_or(Node::Number, Node::Integer))
    }

    #[allow(clippy::disallowed_types, reason = "the value is dropped unread")]
    fn visit_f64<E>(self, _: f64) -> Result<Node<'de>, E> {
        Ok(Node::Number)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Node<'de>, E> {
        without_nul(text)?;
        Ok(Node::Text(text.to_owned().into()))
    }

    fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Node<'de>, E> {
        without_nul(text)?;
        Ok(Node::Text(text.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Node<'de>, A::Error> {
        let depth = self.deeper()?;
        let mut items = Vec::new();
        while let Some(item) = seq.next_element_seed(depth)? {
            items.push(item);
        }
        Ok(Node::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node<'de>, A::Error> {
        #[derive(Deserialize)]
        struct Key<'b>(#[serde(borrow)] Cow<'b, str>);

        let depth = self.deeper()?;
        let mut object = BTreeMap::new();
        while let Some(Key(key)) = map.next_key()? {
            without_nul(&key)?;
            match object.entry(key) {
                btree_map::Entry::Vacant(entry) => entry.insert(map.next_value_seed(depth)?),
                btree_map::Entry::Occupied(entry) => {
                    return Err(de::Error::custom(format_args!(
                        "the key {:?} stands twice in one object",
                        entry.key()
                    )));
                }
            };
        }
        Ok(Node::Object(object))
    }
}

/// Postgres text cannot hold U+0000.
fn without_nul<E: de::Error>(text: &str) -> Result<(), E> {
    if text.contains('\0') { Err(E::custom("a string holds U+0000, which is not allowed")) } else { Ok(()) }
}

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    pub fault: Fault,
    /// From the innermost segment outwards.
    path: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The field is none that the object has.
    Unknown,
    /// A sentence's end, whose beginning is the field: "must be a string".
    Invalid(String),
}

impl FieldError {
    pub fn invalid(field: &str, message: impl Into<String>) -> FieldError {
        FieldError { fault: Fault::Invalid(message.into()), path: vec![field.to_owned()] }
    }

    /// The same fault, seen from one level further out.
    #[must_use]
    pub fn inside(mut self, segment: impl Into<String>) -> FieldError {
        self.path.push(segment.into());
        self
    }

    /// The JSON pointer (RFC 6901) of the field.
    pub fn pointer(&self) -> String {
        self.path.iter().rev().map(|segment| format!("/{}", segment.replace('~', "~0").replace('/', "~1"))).collect()
    }

    /// The outermost segment: the name of a query parameter.
    pub fn name(&self) -> &str {
        self.path.last().map_or("", String::as_str)
    }

    fn here(message: String) -> FieldError {
        FieldError { fault: Fault::Invalid(message), path: Vec::new() }
    }
}

impl fmt::Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.fault {
            Fault::Unknown => f.write_str("is not a known field"),
            Fault::Invalid(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for FieldError {}

impl de::Error for FieldError {
    fn custom<T: fmt::Display>(message: T) -> FieldError {
        FieldError::here(message.to_string())
    }

    fn invalid_type(unexpected: Unexpected<'_>, expected: &dyn Expected) -> FieldError {
        let kind = match unexpected {
            Unexpected::Unit | Unexpected::Option => "null",
            Unexpected::Bool(_) => "a boolean",
            Unexpected::Float(_) if expected.to_string().contains("integer") => "a fraction, or so large a number",
            Unexpected::Unsigned(_) | Unexpected::Signed(_) | Unexpected::Float(_) => "a number",
            Unexpected::Str(_) | Unexpected::Char(_) => "a string",
            Unexpected::Seq => "an array",
            Unexpected::Map => "an object",
            _ => "something else",
        };
        FieldError::here(format!("must be {}, not {kind}", in_words(expected)))
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> FieldError {
        FieldError::here(format!("must be {}", in_words(expected)))
    }

    fn unknown_field(field: &str, _: &'static [&'static str]) -> FieldError {
        FieldError { fault: Fault::Unknown, path: vec![field.to_owned()] }
    }

    fn missing_field(field: &'static str) -> FieldError {
        FieldError::invalid(field, "is required")
    }
}

/// Serde's derived names in the words of JSON.
fn in_words(expected: &dyn Expected) -> String {
    match expected.to_string() {
        text if text.starts_with("struct ") || text == "a map" => "an object".to_owned(),
        text if text == "a sequence" => "an array".to_owned(),
        text => text,
    }
}

/// Reads a request type from a tree.
///
/// # Errors
/// The first field at fault; an object's unknown fields come before its invalid ones.
pub fn from_node<T: DeserializeOwned>(node: Node<'_>) -> Result<T, FieldError> {
    T::deserialize(node)
}

impl<'de> Deserializer<'de> for Node<'de> {
    type Error = FieldError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, FieldError> {
        match self {
            Node::Null => visitor.visit_unit(),
            Node::Bool(value) => visitor.visit_bool(value),
            Node::Integer(value) => visitor.visit_i64(value),
            Node::Number => Err(de::Error::invalid_type(Unexpected::Float(Default::default()), &visitor)),
            Node::Text(Cow::Borrowed(text)) => visitor.visit_borrowed_str(text),
            Node::Text(Cow::Owned(text)) => visitor.visit_string(text),
            Node::Array(items) => visitor.visit_seq(Items { items: items.into_iter(), index: 0 }),
            Node::Object(object) => visitor.visit_map(Fields { fields: object.into_iter(), value: None }),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, FieldError> {
        match self {
            Node::Null => visitor.visit_none(),
            some => visitor.visit_some(some),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, FieldError> {
        visitor.visit_newtype_struct(self)
    }

    /// Only objects are structs: serde would also take an array of the fields in order.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, FieldError> {
        match &self {
            Node::Object(object) => {
                if let Some(unknown) = object.keys().find(|key| !fields.contains(&&***key)) {
                    return Err(de::Error::unknown_field(unknown, fields));
                }
            }
            Node::Array(_) => return Err(de::Error::invalid_type(Unexpected::Seq, &visitor)),
            Node::Null | Node::Bool(_) | Node::Integer(_) | Node::Number | Node::Text(_) => {}
        }
        self.deserialize_any(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map enum identifier ignored_any
    }
}

struct Items<'b> {
    items: std::vec::IntoIter<Node<'b>>,
    index: usize,
}

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = FieldError;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, FieldError> {
        let Some(item) = self.items.next() else {
            return Ok(None);
        };
        let index = self.index;
        self.index += 1;
        seed.deserialize(item).map(Some).map_err(|error| error.inside(index.to_string()))
    }
}

struct Fields<'b> {
    fields: btree_map::IntoIter<Cow<'b, str>, Node<'b>>,
    value: Option<(Cow<'b, str>, Node<'b>)>,
}

impl<'de> MapAccess<'de> for Fields<'de> {
    type Error = FieldError;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, FieldError> {
        let Some((key, value)) = self.fields.next() else {
            return Ok(None);
        };
        self.value = Some((key.clone(), value));
        let key: CowStrDeserializer<'_, FieldError> = key.into_deserializer();
        seed.deserialize(key).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, FieldError> {
        let (key, value) = self.value.take().expect("serde asks for a key before its value");
        seed.deserialize(value).map_err(|error| error.inside(key))
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(deny_unknown_fields)]
    struct Outer {
        name: String,
        #[serde(default)]
        rows: Vec<Inner>,
        flag: Option<bool>,
    }

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(deny_unknown_fields)]
    struct Inner {
        count: u8,
    }

    fn outer(text: &str) -> Result<Outer, (String, Fault)> {
        from_node(parse(text.as_bytes()).expect("valid JSON"))
            .map_err(|error: FieldError| (error.pointer(), error.fault))
    }

    fn invalid(pointer: &str, message: &str) -> Result<Outer, (String, Fault)> {
        Err((pointer.to_owned(), Fault::Invalid(message.to_owned())))
    }

    #[test]
    fn null_is_absent_and_order_is_free() {
        let expected = Outer { name: "a".to_owned(), rows: vec![Inner { count: 3 }], flag: None };
        assert_eq!(outer(r#"{"rows": [{"count": 3}], "flag": null, "name": "a"}"#), Ok(expected));
    }

    #[test]
    fn errors_carry_a_json_pointer() {
        assert_eq!(outer(r#"{"rows": []}"#), invalid("/name", "is required"));
        assert_eq!(outer(r#"{"name": 1.5}"#), invalid("/name", "must be a string, not a number"));
        assert_eq!(
            outer(r#"{"name": "a", "rows": [{"count": 1}, {"count": "2"}]}"#),
            invalid("/rows/1/count", "must be u8, not a string")
        );
        assert_eq!(outer(r#"{"name": "a", "rows": {}}"#), invalid("/rows", "must be an array, not an object"));
        assert_eq!(outer(r#"{"name": "a", "rows": [[3]]}"#), invalid("/rows/0", "must be an object, not an array"));
        assert_eq!(outer("[]"), invalid("", "must be an object, not an array"));
        assert_eq!(outer(r#"{"name": 1, "a/b~": 2}"#), Err(("/a~1b~0".to_owned(), Fault::Unknown)));
    }

    #[test]
    fn refuses_what_parsers_disagree_on() {
        for (body, why) in [
            (&br#"{"a": 1, "a": 2}"#[..], "stands twice"),
            (br#"{"a": {"b": 1, "b": 1}}"#, "stands twice"),
            (br#"{"a": "\u0000"}"#, "U+0000"),
            (br#"{"\u0000": 1}"#, "U+0000"),
            (b"{\"a\": \"\xff\"}", "invalid unicode"),
            (br#"{"a": 1e999}"#, "out of range"),
            (b"{} {}", "trailing"),
            (b"", "EOF"),
            (b"NaN", "expected"),
        ] {
            let error = parse(body).expect_err("refused");
            assert!(error.contains(why), "{error}");
        }
    }

    #[test]
    fn nesting_ends_at_the_limit() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(parse(nested(MAX_DEPTH).as_bytes()).is_ok());
        assert!(parse(nested(MAX_DEPTH + 1).as_bytes()).is_err());
        assert!(parse("[".repeat(200_000).as_bytes()).is_err());
    }
}
