//! What people do, told through public doors.
mod pushing;
mod working;
mod crashing;
mod queueing;
mod repeating;
mod rejudging;
mod refusing;
mod inviting;
mod authoring;
mod publishing;
mod references;
mod running;
mod proving;
mod serving;
mod grading;
mod boxless;
mod dragging;
