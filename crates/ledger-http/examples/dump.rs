fn main(){ std::fs::write("/tmp/oa31.json", ledger_http::openapi_json()).unwrap(); std::fs::write("/tmp/oa30.json", ledger_http::openapi_3_0_json()).unwrap(); std::fs::write("docs/problems.json", ledger_http::problems_json()).unwrap();
 let a=std::fs::read_to_string("docs/api.md").unwrap(); std::fs::write("docs/api.md", ledger_http::api_md(&a)).unwrap(); }
