// C++ std::priority_queue, hold model. Arguments: events pending, events to run. One warm-up tenth is not counted.
// g++ -O2 -std=c++17
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <queue>
#include <random>
#include <vector>
struct Ev { double t; unsigned long seq; int id; bool operator>(const Ev& o) const { return t > o.t || (t == o.t && seq > o.seq); } };
int main(int, char** v) {
  long N = atol(v[1]), M = atol(v[2]), W = M / 10;
  std::mt19937_64 g(1); std::exponential_distribution<double> e(1);
  std::priority_queue<Ev, std::vector<Ev>, std::greater<Ev>> q; unsigned long s = 0;
  for (long i = 0; i < N; i++) q.push({e(g), s++, (int)i});
  clock_t t0 = clock(); double now = 0;
  for (long i = -W; i < M; i++) { if (i == 0) t0 = clock(); Ev x = q.top(); q.pop(); now = x.t; q.push({now + e(g), s++, x.id}); }
  double cpu = double(clock() - t0) / CLOCKS_PER_SEC;
  printf("{\"engine\":\"C++ std::priority_queue\",\"workload\":\"hold_%ld\",\"cpu_s\":%.6f,\"model_events\":%ld,\"now\":%f}\n", N, cpu, M, now);
}
