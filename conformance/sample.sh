# The packaged sample application, for the scripts of this folder; sourced, from the repository's root.

# Sets sample_jar; packages it when it is missing or older than its sources
find_sample() {
  sample_jar="$(ls -t sample-app/target/sample-app-*.jar 2>/dev/null | grep -v -e sources -e javadoc | head -n 1 || true)"
  # By the time of its inode: the build is reproducible and writes the same date into every jar
  if [[ -z "$sample_jar" || -n "$(find pom.xml websocket-*/pom.xml websocket-*/src/main sample-app/pom.xml \
    sample-app/src/main -type f -newermc "$sample_jar" -print -quit)" ]]; then
    echo "Packaging the sample application"
    ./mvnw -B -ntp -q -pl sample-app -am package -DskipTests -Dspotless.check.skip -Dmaven.javadoc.skip
    sample_jar="$(ls -t sample-app/target/sample-app-*.jar | grep -v -e sources -e javadoc | head -n 1)"
  fi
}

# start_sample LOG [OPTION...]: starts it on a free port, waits until it serves, sets sample_port and the sample_java that
# it runs on; all that the script started ends with the script. Where sample_classpath is set, it runs from that
start_sample() {
  local log="$1" program
  shift
  sample_java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
  find_sample
  program=(-jar "$sample_jar")
  [[ -z "${sample_classpath:-}" ]] || program=(-cp "$sample_classpath" io.tidewire.sample.SampleApplication)
  "$sample_java" -Xmx512m "${program[@]}" --server.port=0 "$@" >"$log" 2>&1 &
  sample_pid=$!
  trap stop_all EXIT
  for _ in $(seq 240); do
    sample_port="$(sed -n 's|.*Open http://localhost:\([0-9]*\) .*|\1|p' "$log")"
    [[ -z "$sample_port" ]] || return 0
    kill -0 "$sample_pid" 2>/dev/null || break
    sleep 0.5
  done
  echo "The sample application did not start:" >&2
  cat "$log" >&2
  return 1
}

stop_all() {
  local jobs
  jobs="$(jobs -p)"
  # shellcheck disable=SC2086 # one id for each
  [[ -z "$jobs" ]] || kill $jobs 2>/dev/null || true
  wait
}
