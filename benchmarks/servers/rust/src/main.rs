//! Rust's fastwebsockets, as in its example of an echo server: one thread, an echo and nothing else.

use std::env;
use std::process::exit;

use fastwebsockets::{upgrade, FragmentCollector, OpCode, WebSocketError};
use http_body_util::Empty;
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

const UNSUPPORTED: i32 = 3;

async fn echo(connecting: upgrade::UpgradeFut) -> Result<(), WebSocketError> {
    let mut connection = FragmentCollector::new(connecting.await?);
    loop {
        let frame = connection.read_frame().await?;
        match frame.opcode {
            OpCode::Close => return Ok(()),
            OpCode::Text | OpCode::Binary => connection.write_frame(frame).await?,
            _ => {}
        }
    }
}

async fn accept(mut request: Request<Incoming>) -> Result<Response<Empty<Bytes>>, WebSocketError> {
    let (response, connecting) = upgrade::upgrade(&mut request)?;
    tokio::spawn(tokio::task::unconstrained(async move {
        if let Err(error) = echo(connecting).await {
            eprintln!("{error}");
        }
    }));
    Ok(response)
}

fn unsupported(what: &str) -> ! {
    println!("UNSUPPORTED {what}");
    exit(UNSUPPORTED)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::io::Result<()> {
    if env::var("COMPRESSION").as_deref() == Ok("true") {
        unsupported("fastwebsockets has no permessage-deflate");
    }
    if env::var("TLS_CERT").is_ok() {
        unsupported("fastwebsockets leaves TLS to others");
    }
    let port: u16 = env::var("PORT")
        .ok()
        .and_then(|port| port.parse().ok())
        .expect("PORT is a port");
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    println!("READY");
    loop {
        let (stream, _) = listener.accept().await?;
        tokio::spawn(async move {
            let serving = http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service_fn(accept))
                .with_upgrades();
            if let Err(error) = serving.await {
                eprintln!("{error}");
            }
        });
    }
}
